import type { Database } from '@calbridge/mysql'

/** One way to do a service, or a segment of it, and how often it was booked. */
export interface PopularService {
  readonly serviceId: string
  readonly branchId: string
  readonly staffId: string
  readonly eventTypeId: string
  readonly bookings: number
  /** By the hour of the week at which it was booked; Monday 00:00 UTC is 0. */
  readonly byHourOfWeek: readonly number[]
}

/** What was booked since then more often than `minBookings`; most bookings first. */
export type ListPopularServices = (tenant: string, sinceMs: number, minBookings: number) => Promise<PopularService[]>

const HOURS_OF_WEEK = 168
/** 1 January 1970 was a Thursday. */
const HOURS_SINCE_MONDAY = 72
const MOST = 1_000

/** By `idx_company_created`, then each appointment's segments by `unique_segment`. */
export const POPULAR_SERVICES = `
  SELECT a.service_id, a.branch_id, p.staff_id, p.event_type_id, COUNT(*) AS bookings,
    MOD(FLOOR(UNIX_TIMESTAMP(a.created_at) / 3600) + ${HOURS_SINCE_MONDAY}, ${HOURS_OF_WEEK}) AS hour_of_week
  FROM appointments a
  JOIN appointment_phases p ON p.appointment_uid = a.uid AND p.company_id = a.company_id
  WHERE a.company_id = ? AND a.created_at >= ? AND a.deleted_at IS NULL
  GROUP BY a.service_id, a.branch_id, p.staff_id, p.event_type_id, hour_of_week`

interface Row {
  readonly service_id: number
  readonly branch_id: string | null
  readonly staff_id: string | null
  readonly event_type_id: number
  readonly bookings: number
  readonly hour_of_week: number
}

export const mysqlPopularServices =
  (db: Database): ListPopularServices =>
  async (tenant, sinceMs, minBookings) => {
    const [rows] = (await db.raw(POPULAR_SERVICES, [tenant, new Date(sinceMs)])) as [Row[]]
    const ways = Map.groupBy(rows, (row) => [row.service_id, row.branch_id, row.staff_id, row.event_type_id].join('|'))
    return [...ways.values()]
      .map(popularService)
      .filter(({ bookings }) => bookings > minBookings)
      .sort((a, b) => b.bookings - a.bookings)
      .slice(0, MOST)
  }

function popularService(rows: readonly Row[]): PopularService {
  const [first] = rows
  const byHourOfWeek = Array<number>(HOURS_OF_WEEK).fill(0)
  for (const { hour_of_week, bookings } of rows) byHourOfWeek[Number(hour_of_week)]! += Number(bookings)
  return {
    serviceId: String(first!.service_id),
    branchId: first!.branch_id ?? '',
    staffId: first!.staff_id ?? '',
    eventTypeId: String(first!.event_type_id),
    bookings: byHourOfWeek.reduce((sum, count) => sum + count, 0),
    byHourOfWeek,
  }
}
