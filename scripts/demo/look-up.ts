import type { Demo } from './demo.ts'
import { expect } from './until.ts'

export interface Slot {
  readonly start: string
  readonly staff_id: string
}

export interface LookUpAnswer {
  readonly data: { readonly slots: readonly Slot[]; readonly total: number }
  readonly meta: { readonly source: string; readonly upstream_calls: number; readonly answer_id: string }
}

/** One service with one staff member at their branch, on a week that this run alone asks for. */
export interface Wish {
  readonly service: string
  readonly staff: string
  readonly branch: string
  readonly from: string
  readonly to: string
}

const DAY_MS = 86_400_000
// The simulated salon takes bookings 90 days ahead.
const WEEKS = 10

/** The wish of a run: a week from the day after tomorrow on, another one each time. */
export function wishOf({ run }: Demo, service: string, staff: string, branch: string): Wish {
  const first = new Date(Date.now() + (2 + 7 * (run % WEEKS)) * DAY_MS)
  return { service, staff, branch, from: day(first), to: day(new Date(first.getTime() + 6 * DAY_MS)) }
}

const day = (date: Date): string => date.toISOString().slice(0, 10)

export async function lookUp({ gateway, stack: { tenant } }: Demo, wish: Wish): Promise<LookUpAnswer & { tookMs: number }> {
  const { status, body, tookMs } = await gateway<LookUpAnswer>('POST', '/api/v2/availability/simple', {
    service_id: tenant.services[wish.service],
    branch_id: tenant.branches[wish.branch],
    staff_id: tenant.staff[wish.staff],
    start_date: wish.from,
    end_date: wish.to,
    timeZone: 'Europe/Berlin',
  })
  expect(status === 200, `look-up answered ${status}: ${JSON.stringify(body).slice(0, 300)}`)
  return { ...body, tookMs }
}

export const offers = async (demo: Demo, wish: Wish, start: string): Promise<boolean> =>
  (await lookUp(demo, wish)).data.slots.some((slot) => Date.parse(slot.start) === Date.parse(start))
