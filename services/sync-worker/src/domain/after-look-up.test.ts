import { describe, expect, it } from 'vitest'
import { aJob, anAttempt, aPlan, aRemote, aSegment } from '../testing/builders.ts'
import { afterLookUp } from './after-look-up.ts'
import type { Finding } from './answer.ts'
import type { Attempt } from './job.ts'
import { SETTINGS } from './settings.ts'
import { settledByPlan } from './settled-by-plan.ts'

const after = (finding: Finding, nowMs: number, attempt: Partial<Attempt> = {}, earlier: Attempt[] = []) => {
  const open = anAttempt({ id: '9', state: 'unknown', sentAtMs: 0, ...attempt })
  return afterLookUp({ job: aJob({ attempts: [...earlier, open] }), plan: aPlan(), attempt: open, settings: SETTINGS, nowMs }, finding)
}
const absent: Finding = { kind: 'absent' }

describe('an outcome that is open', () => {
  it('is settled by finding the booking, however early', () => {
    expect(after({ kind: 'happened', booking: aRemote(), asWanted: true }, 1)).toMatchObject({
      attempt: { state: 'written' },
      report: { outcome: 'synced' },
    })
  })

  it('is looked up ever more rarely until emptiness may count', () => {
    expect([0, 1_000, 4_000, 16_000, 50_000].map((nowMs) => after(absent, nowMs).next.dueInMs)).toEqual([
      1_000, 3_000, 12_000, 44_000, 10_000,
    ])
  })

  it('is not absent by one empty look-up, nor by an early one', () => {
    expect(after(absent, 59_999).attempt).toMatchObject({ state: 'unknown', emptyNow: false })
    expect(after(absent, 60_000)).toMatchObject({
      attempt: { state: 'unknown', emptyNow: true },
      next: { state: 'unknown', dueInMs: 30_000 },
    })
    expect(after(absent, 89_999, { firstEmptyAtMs: 60_000 })).toMatchObject({ attempt: { state: 'unknown' }, next: { dueInMs: 1 } })
  })

  it('is absent after two, half a minute apart: then it is sent once more', () => {
    expect(after(absent, 90_000, { firstEmptyAtMs: 60_000 })).toEqual({
      attempt: { id: '9', state: 'absent' },
      next: { state: 'queued', goOn: true },
    })
  })

  it('is a human’s when the repetition is lost, too', () => {
    const turn = after(absent, 90_000, { firstEmptyAtMs: 60_000 }, [anAttempt({ state: 'absent' })])
    expect(turn).toMatchObject({ attempt: { state: 'review' }, report: { outcome: 'manual_review', errorCode: 'unknown_outcome' } })
  })

  it('a doubted "taken" is believed after a second look, as lists lag; other doubts are a human’s', () => {
    const doubted = { state: 'doubted', ifAbsent: 'slot_taken' } as const
    expect(after(absent, 1, doubted)).toEqual({
      attempt: { id: '9', state: 'doubted', emptyNow: true },
      next: { state: 'unknown', dueInMs: 30_000 },
    })
    expect(after(absent, 30_001, { ...doubted, firstEmptyAtMs: 1 })).toMatchObject({
      report: { outcome: 'refused', errorCode: 'slot_taken' },
    })
    expect(after(absent, 1, { state: 'doubted', ifAbsent: 'not_found' })).toMatchObject({
      report: { outcome: 'manual_review', errorCode: 'not_found' },
    })
  })

  it('a customer’s later move is told and not undone', () => {
    const turn = after({ kind: 'happened', booking: aRemote({ startMs: 5 }), asWanted: false }, 1)
    expect(turn).toMatchObject({ report: { outcome: 'synced', booking: { startMs: 5 } }, next: { state: 'done' } })
  })

  it('INC-06: a move that somebody else made first is a human’s, and never a new booking', () => {
    expect(after({ kind: 'elsewhere', booking: aRemote({ uid: 'u2' }) }, 1, { op: 'reschedule' }).next.state).toBe('review')
    expect(after({ kind: 'dead' }, 1, { op: 'reschedule' }).next).toMatchObject({ state: 'review', errorCode: 'cancelled_there' })
  })

  it('a booking that was moved before our cancel is followed to its new uid', () => {
    const turn = after({ kind: 'elsewhere', booking: aRemote({ uid: 'u2' }) }, 1, { op: 'cancel', targetUid: 'u1' })
    expect(turn).toMatchObject({ report: { outcome: 'synced', booking: { uid: 'u2' } }, next: { goOn: true } })
  })
})

describe('what booking knows settles it without a look-up', () => {
  const plan = (segment: object) => aPlan({ segments: [aSegment(segment)] })
  it.each([
    ['a create whose booking is linked', plan({ uid: 'u1', status: 'accepted' }), {}, true],
    ['not a create that is not linked', plan({}), {}, false],
    ['a move whose chain goes on', plan({ uid: 'u2', previousUid: 'u1', status: 'accepted' }), { op: 'reschedule', targetUid: 'u1' }, true],
    ['not a move that stands where it stood', plan({ uid: 'u1', status: 'accepted' }), { op: 'reschedule', targetUid: 'u1' }, false],
    ['a cancel that has arrived', plan({ uid: 'u1', status: 'cancelled' }), { op: 'cancel', targetUid: 'u1' }, true],
    ['not a cancel of what stands', plan({ uid: 'u1', status: 'accepted' }), { op: 'cancel', targetUid: 'u1' }, false],
  ] as const)('%s', (_, with_, attempt, settled) => {
    expect(settledByPlan(with_, anAttempt({ state: 'unknown', ...attempt })) !== undefined).toBe(settled)
  })
})
