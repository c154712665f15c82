import { type CompareBookingsRequest, type CompareBookingsResponse, FindingKind } from '@calbridge/contracts'
import { AppError, type Clock, type Log } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import { type Call, requirePermission, requireTenant } from '@calbridge/grpc'
import { compareBookings as compare } from '../application/compare-bookings.ts'
import type { LocalSide, RemoteSide } from '../application/ports.ts'
import type { DifferenceKind } from '../domain/difference.ts'
import { metrics } from '../metrics.ts'
import type { SidesOf } from '../sides.ts'

export interface CompareDeps {
  readonly directory: Pick<Directory, 'tenant'>
  readonly sidesOf: SidesOf
  readonly clock: Clock
  readonly log: Log
  readonly options: { readonly secondLooks: number; readonly maxRangeDays: number }
}

const KIND: Record<DifferenceKind, FindingKind> = {
  missing_local: FindingKind.FINDING_KIND_MISSING_LOCAL,
  missing_remote: FindingKind.FINDING_KIND_MISSING_REMOTE,
  time: FindingKind.FINDING_KIND_TIME,
  status: FindingKind.FINDING_KIND_STATUS,
  host: FindingKind.FINDING_KIND_HOST,
}

const DAY_MS = 86_400_000

export const compareBookings =
  ({ directory, sidesOf, clock, log, options }: CompareDeps) =>
  async ({ context, fromMs, toMs }: CompareBookingsRequest, call: Call): Promise<CompareBookingsResponse> => {
    const id = requireTenant(call, context)
    requirePermission(call, 'admin')
    if (fromMs < 0) throw new AppError('invalid_argument', 'from_ms must not be negative', { field: 'from_ms' })
    if (toMs <= fromMs) throw new AppError('invalid_argument', 'to_ms must be after from_ms', { field: 'to_ms' })
    if (toMs - fromMs > options.maxRangeDays * DAY_MS)
      throw new AppError('invalid_argument', `the range must be at most ${options.maxRangeDays} days`, { field: 'to_ms' })
    const tenant = directory.tenant(id)
    if (!tenant) throw new AppError('not_found', 'no such tenant', { field: 'context.tenant' })

    const begunAt = clock.monotonic()
    const sides: { local: LocalSide; remote: RemoteSide } = sidesOf(tenant, call)
    const { differences, localCount, remoteCount, inFlight } = await compare({ ...sides, ...options }, { fromMs, toMs })
    const kinds = differences.map(({ kind }) => kind)
    metrics.compared(kinds, inFlight, clock.monotonic() - begunAt)
    const upstreamCalls = sides.remote.calls
    log.info({ tenant: id, differences: kinds.length, local: localCount, remote: remoteCount, upstreamCalls }, 'bookings compared')
    return {
      findings: differences.map(({ kind, ...rest }) => ({ ...rest, kind: KIND[kind] })),
      localCount,
      remoteCount,
      upstreamCalls,
      inFlight,
    }
  }
