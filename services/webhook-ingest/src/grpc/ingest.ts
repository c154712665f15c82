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
      const { outcome, eventId, tenant, trigger, action } = await take(deps, { hookId, rawBody: body, headers, path })
      metrics.delivered(known(trigger), outcome, deps.clock.monotonic() - begunAt)
      deps.log.info({ event_id: eventId, tenant, trigger: known(trigger), outcome }, 'Cal.com webhook taken')
      return { status: STATUS[outcome], eventId, tenant, action }
    } catch (error) {
      const { code, reason } = AppError.from(error)
      metrics.refused(reason ?? code)
      throw error
    }
  }

// A label and a log field are ours: nobody else may fill them.
const known = (trigger: string): string => (/^[A-Z_]{1,40}$/.test(trigger) ? trigger : 'OTHER')
