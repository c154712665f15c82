import { type Violation, violations } from '../http/errors.ts'
import { isIsoDate, parseIso } from '../http/validation.ts'
import type { ListQuery, SortField, StatusFilter } from './list.ts'

const STATUSES = ['upcoming', 'recurring', 'past', 'cancelled', 'unconfirmed']
const SORTS: readonly [key: string, field: SortField][] = [
  ['sortStart', 'startMs'],
  ['sortEnd', 'endMs'],
  ['sortCreated', 'createdAtMs'],
  ['sortUpdatedAt', 'updatedAtMs'],
]
// Cal.com names the wrong field in these texts.
const DATES: Record<string, string> = {
  afterStart: 'fromDate must be a valid ISO 8601 date.',
  beforeEnd: 'toDate must be a valid ISO 8601 date.',
  afterCreatedAt: 'fromDate must be a valid ISO 8601 date.',
  beforeCreatedAt: 'toDate must be a valid ISO 8601 date.',
  afterUpdatedAt: 'fromDate must be a valid ISO 8601 date.',
  beforeUpdatedAt: 'toDate must be a valid ISO 8601 date.',
}
const KNOWN = ['take', 'skip', 'status', 'attendeeEmail', 'attendeeName', 'bookingUid', 'eventTypeId', 'eventTypeIds', 'teamId', 'teamsIds']

/** The query of `GET /v2/bookings`. Unknown keys are ignored: a search by metadata finds everything. */
export function readListQuery(query: Record<string, unknown>): ListQuery {
  const given: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(query)) {
    if (KNOWN.includes(key) || key in DATES || SORTS.some(([name]) => name === key)) given[key] = transformed(key, value)
  }
  check(given)
  const date = (key: string) => (given[key] === undefined ? undefined : parseIso(String(given[key])))
  const text = (key: string) => (given[key] === undefined ? undefined : String(given[key]))
  const sort = SORTS.find(([key]) => given[key] !== undefined)
  const ids = (single: string, several: string) =>
    (given[several] ?? (given[single] === undefined ? undefined : [given[single]])) as number[] | undefined
  return {
    take: (given.take as number | undefined) ?? 100,
    skip: (given.skip as number | undefined) ?? 0,
    statuses: (given.status as StatusFilter[] | undefined) ?? [],
    attendeeEmail: text('attendeeEmail'),
    attendeeName: text('attendeeName'),
    bookingUid: text('bookingUid'),
    eventTypeIds: ids('eventTypeId', 'eventTypeIds'),
    teamIds: ids('teamId', 'teamsIds'),
    startFromMs: date('afterStart'),
    endUntilMs: date('beforeEnd'),
    uncounted: [
      between('createdAtMs', date('afterCreatedAt'), date('beforeCreatedAt')),
      between('updatedAtMs', date('afterUpdatedAt'), date('beforeUpdatedAt')),
    ],
    sort: sort && { field: sort[1], descending: given[sort[0]] === 'desc' },
  }
}

function between(field: 'createdAtMs' | 'updatedAtMs', fromMs: number | undefined, untilMs: number | undefined) {
  return { field, ...(fromMs === undefined ? {} : { fromMs }), ...(untilMs === undefined ? {} : { untilMs }) }
}

function transformed(key: string, value: unknown): unknown {
  if (['take', 'skip', 'eventTypeId', 'teamId'].includes(key)) return Number(value)
  if (key === 'status') return String(value).split(',')
  if (key === 'eventTypeIds' || key === 'teamsIds') return String(value).split(',').map(Number)
  return value
}

function check(given: Record<string, unknown>): void {
  const found: Violation[] = []
  const wrong = (property: string, constraints: Record<string, string>) =>
    found.push({ target: given, value: given[property], property, constraints })
  const { take, skip, status } = given
  if (take !== undefined && !(Number(take) >= 1)) wrong('take', { min: 'take must not be less than 1' })
  if (take !== undefined && Number(take) > 250) wrong('take', { max: 'take must not be greater than 250' })
  if (skip !== undefined && !(Number(skip) >= 0)) wrong('skip', { min: 'skip must not be less than 0' })
  if (Array.isArray(status) && !status.every((one) => STATUSES.includes(one)))
    wrong('status', { isEnum: `Invalid status. Allowed are ${STATUSES.join(', ')}` })
  for (const [key, text] of Object.entries(DATES)) {
    if (given[key] !== undefined && !isIsoDate(given[key])) wrong(key, { isIso8601: text })
  }
  for (const [key] of SORTS) {
    const name = key === 'sortUpdatedAt' ? 'SortCreated' : key.charAt(0).toUpperCase() + key.slice(1)
    if (given[key] !== undefined && given[key] !== 'asc' && given[key] !== 'desc')
      wrong(key, { isEnum: `${name} must be either "asc" or "desc".` })
  }
  if (found.length > 0) throw violations(found)
}
