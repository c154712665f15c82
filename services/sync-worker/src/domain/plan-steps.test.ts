import { expect, it } from 'vitest'
import { aPlan, aSegment, T0 } from '../testing/builders.ts'
import type { Plan } from './plan.ts'
import { type Known, planSteps } from './plan-steps.ts'

const known = (starts: Record<string, number> = {}, doubtful: number[] = []): Known => ({
  starts: new Map(Object.entries(starts)),
  doubtful: new Set(doubtful),
})
const booked = aSegment({ uid: 'u1', status: 'accepted', remoteStartMs: T0 })
const HOUR = 3_600_000

const table: { name: string; plan: Partial<Plan>; known?: Known; steps: string[] }[] = [
  { name: 'wanted, not there: create', plan: {}, steps: ['create 0'] },
  { name: 'wanted and there: nothing', plan: { segments: [booked] }, steps: [] },
  { name: 'awaiting its host there: nothing', plan: { segments: [{ ...booked, status: 'pending' }] }, steps: [] },
  { name: 'there at another time: move it', plan: { segments: [{ ...booked, startMs: T0 + HOUR }] }, steps: ['reschedule 0'] },
  { name: 'its start there unknown: look', plan: { segments: [aSegment({ uid: 'u1', status: 'accepted' })] }, steps: ['inspect 0'] },
  {
    name: 'its start known from our attempt',
    plan: { segments: [aSegment({ uid: 'u1', status: 'accepted' })] },
    known: known({ u1: T0 - HOUR }),
    steps: ['reschedule 0'],
  },
  {
    name: 'a human must see what was cancelled there: never a new booking',
    plan: { segments: [{ ...booked, status: 'cancelled' }] },
    steps: ['review 0'],
  },
  { name: 'gone and never there: nothing', plan: { wanted: 'gone' }, steps: [] },
  { name: 'gone, and there: cancel', plan: { wanted: 'gone', segments: [booked] }, steps: ['cancel 0'] },
  { name: 'gone, and cancelled there: nothing', plan: { wanted: 'gone', segments: [{ ...booked, status: 'cancelled' }] }, steps: [] },
  { name: 'gone, and rejected there: nothing', plan: { wanted: 'gone', segments: [{ ...booked, status: 'rejected' }] }, steps: [] },
  { name: 'gone, but a create was lost: search', plan: { wanted: 'gone' }, known: known({}, [0]), steps: ['search 0'] },
  { name: 'over: as it is', plan: { wanted: 'as_it_is' }, steps: [] },
  {
    name: 'parts moving later begin with the last',
    plan: { segments: [0, 1].map((index) => ({ ...booked, index, uid: `u${index}`, startMs: T0 + HOUR })) },
    steps: ['reschedule 1', 'reschedule 0'],
  },
  {
    name: 'parts moving earlier begin with the first',
    plan: { segments: [0, 1].map((index) => ({ ...booked, index, uid: `u${index}`, startMs: T0 - HOUR })) },
    steps: ['reschedule 0', 'reschedule 1'],
  },
  {
    name: 'parts are cancelled from the last to the first',
    plan: { wanted: 'gone', segments: [0, 1].map((index) => ({ ...booked, index, uid: `u${index}` })) },
    steps: ['cancel 1', 'cancel 0'],
  },
]

it.each(table)('$name', ({ plan, known: with_ = known(), steps }) => {
  expect(planSteps(aPlan(plan), with_).map(({ op, segment }) => `${op} ${segment.index}`)).toEqual(steps)
})
