import type { CalcomWebhook } from '@calbridge/calcom'
import { type IngestRequest, type IngestResponse, IngestStatus } from '@calbridge/contracts'
import { AppError, type Log } from '@calbridge/core'
import { type Call, requirePermission } from '@calbridge/grpc'
import { type IngestDeps, type Ingested, ingest as take } from '../application/ingest.ts'
import { metrics } from '../metrics.ts'

const STATUS: Record<Ingested['outcome'], IngestStatus> = {
  processed: IngestStatus.INGEST_STATUS_PROCESSED,
  ignored: IngestStatus.INGEST_STATUS_IGNORED,
  ok: IngestStatus.INGEST_STATUS_OK,
  duplicate: IngestStatus.INGEST_STATUS_DUPLICATE,
}

export const ingest =
  (deps: IngestDeps & { log: Log }) =>
  async ({ hookId, body, headers, path }: IngestRequest, call: Call): Promise<IngestResponse> => {
    requirePermission(call, 'admin')
    const begunAt = deps.clock.monotonic()
    try {
      const { outcome, eventId, tenant, parsed, action } = await take(deps, { hookId, rawBody: body, headers, path })
      const trigger = known(parsed)
      metrics.delivered(trigger, outcome, deps.clock.monotonic() - begunAt)
      deps.log.info({ event_id: eventId, tenant, trigger, outcome }, 'Cal.com webhook taken')
      return { status: STATUS[outcome], eventId, tenant, action }
    } catch (error) {
      const { code, reason } = AppError.from(error)
      metrics.refused(reason ?? code)
      deps.log.warn({ hook_id: deps.directory.findHook(hookId)?.hook.hookId, code, reason }, 'Cal.com webhook refused')
      throw error
    }
  }

// A label and a log field are ours: a sender may fill them with known words only.
const known = ({ kind, trigger }: CalcomWebhook): string => (kind === 'unknown' ? 'OTHER' : trigger)
