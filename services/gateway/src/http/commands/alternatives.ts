import { AlternativeStrategy, type FindAlternativesRequest, type TakenTime, type Tenant, type TimePreference } from '@calbridge/contracts'
import { FieldErrors } from '../../domain/field-errors.ts'
import { findPlaces, type Places } from '../../domain/places.ts'
import { parseTime } from '../../domain/wall-time.ts'
import type { AlternativesRequest, STRATEGIES } from '../schemas/alternatives.ts'
import { readFreshness } from './freshness.ts'
import { DEFAULT_ZONE } from './look-up.ts'
import { readStart } from './start.ts'
import { readZone } from './zone.ts'

export interface AlternativesCommand extends Pick<Places, 'service'> {
  readonly request: Omit<FindAlternativesRequest, 'context'>
}

const STRATEGY: Readonly<Record<(typeof STRATEGIES)[number], AlternativeStrategy>> = {
  same_day: AlternativeStrategy.ALTERNATIVE_STRATEGY_SAME_DAY,
  next_workday: AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_WORKDAY,
  next_week: AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_WEEK,
  next_available: AlternativeStrategy.ALTERNATIVE_STRATEGY_NEXT_AVAILABLE,
}

/** What was wished for, in one spelling. Throws InvalidFields, or AppError not_found for what is not the tenant's. */
export function alternativesCommand(body: AlternativesRequest, tenant: Tenant, nowMs: number): AlternativesCommand {
  const errors = new FieldErrors()
  const zone = readZone(body, errors) ?? DEFAULT_ZONE
  const start = [
    ['start', body.start],
    ['start_time', body.start_time],
  ] as const
  const wishMs = readStart({ start, end: ['end_time', undefined], nowMs, zone }, errors)
  const preference = readPart('preference', body.preference, errors)
  const businessHours = readPart('business_hours', body.business_hours, errors)
  const taken = readTaken(body.taken ?? [], zone, errors)
  const freshness = readFreshness(body, errors)
  errors.throwIfAny()
  const { service, branch, staff } = findPlaces(tenant, {
    service: body.service_id,
    branch: body.branch_id,
    staff: body.staff_id ?? undefined,
  })
  return {
    service,
    request: {
      serviceId: service.id,
      branchId: branch.id,
      staffId: staff?.id ?? '',
      wishMs,
      timeZone: zone,
      limit: body.limit ?? 0,
      windowMin: body.window_min ?? 0,
      preference,
      strategies: (body.strategies ?? []).map((name) => STRATEGY[name]),
      horizonDays: body.horizon_days ?? 0,
      businessHours,
      weekends: body.weekends ?? false,
      ...freshness,
      language: body.language ?? '',
      taken,
      holder: body.hold_uid ?? '',
    },
  }
}

function readPart(field: string, part: AlternativesRequest['preference'], errors: FieldErrors): TimePreference | undefined {
  if (!part) return undefined
  const [fromMinute, toMinute] = [minuteOf(part.from), minuteOf(part.to)]
  if (toMinute <= fromMinute) errors.add(`${field}.to`, 'must be after from')
  return { fromMinute, toMinute }
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

const readTaken = (taken: NonNullable<AlternativesRequest['taken']>, zone: string, errors: FieldErrors): TakenTime[] =>
  taken.map(({ start, end }, index) => {
    const [from, to] = [parseTime(start, zone), parseTime(end, zone)]
    if (from.problem) errors.add(`taken.${index}.start`, from.problem)
    if (to.problem) errors.add(`taken.${index}.end`, to.problem)
    if (from.ms !== undefined && to.ms !== undefined && to.ms <= from.ms) errors.add(`taken.${index}.end`, 'must be after start')
    return { fromMs: from.ms ?? 0, toMs: to.ms ?? 0 }
  })
