import { describe, expect, it } from 'vitest'
import { aJob, anAttempt, aPlan, aRemote } from '../testing/builders.ts'
import { afterAnswer } from './after-answer.ts'
import type { Answer } from './answer.ts'
import type { Job } from './job.ts'
import { SETTINGS } from './settings.ts'

const after = (answer: Answer, job: Partial<Job> = {}) =>
  afterAnswer({ job: aJob(job), plan: aPlan(), attempt: anAttempt({ id: '9' }), settings: SETTINGS, random: () => 0.5 }, answer)
const lost = [anAttempt({ state: 'absent' })]

describe('the table of outcomes', () => {
  it('a booking of ours is recorded, with where it begins', () => {
    expect(after({ kind: 'written', booking: aRemote() })).toMatchObject({
      attempt: { id: '9', state: 'written', uid: 'u1' },
      report: { outcome: 'synced', booking: { uid: 'u1' } },
      next: { goOn: true },
    })
  })

  it('INC-01: a 201 with a booking that is not ours goes to a human', () => {
    expect(after({ kind: 'foreign', booking: aRemote(), olderOfOurs: false })).toMatchObject({
      attempt: { state: 'review' },
      report: { outcome: 'manual_review', errorCode: 'foreign_booking' },
      next: { state: 'review' },
    })
  })

  it('a 201 with an older booking of this appointment is linked', () => {
    expect(after({ kind: 'foreign', booking: aRemote(), olderOfOurs: true })).toMatchObject({ report: { outcome: 'synced' } })
  })

  it('a rate limit waits until told, and burns no retry', () => {
    const { next, attempt } = after({ kind: 'unsent', code: 'rate_limited', retryAfterMs: 40_000 }, { knownFailures: 2, waits: 1 })
    expect(next).toEqual({ state: 'retrying', dueInMs: 40_500, waits: 2, errorCode: 'rate_limited' })
    expect(attempt).toMatchObject({ state: 'unsent' })
  })

  it('an outage waits longer each time, up to a bound', () => {
    const pauses = [0, 1, 2, 3, 20, 1_000].map((waits) => after({ kind: 'unsent', code: 'unavailable' }, { waits }).next.dueInMs)
    expect(pauses).toEqual([1_500, 2_000, 3_000, 5_000, 31_000, 31_000])
  })

  it('booking hears of a trouble when it begins, not at every try', () => {
    const answer: Answer = { kind: 'unauthorised', code: 'unauthorised' }
    expect(after(answer)).toMatchObject({ report: { outcome: 'retrying', errorCode: 'unauthorised' }, next: { dueInMs: 300_000 } })
    expect(after(answer, { errorCode: 'unauthorised' }).report).toBeUndefined()
  })

  it('S3: a lost race is retried after 1 s, 5 s and 30 s, and then a human decides', () => {
    const turns = [0, 1, 2, 3].map((knownFailures) => after({ kind: 'lost_race', code: 'lost_race' }, { knownFailures }).next)
    expect(turns.map(({ state, dueInMs }) => [state, dueInMs])).toEqual([
      ['retrying', 1_000],
      ['retrying', 5_000],
      ['retrying', 30_000],
      ['review', undefined],
    ])
  })

  it('a taken slot is refused', () => {
    expect(after({ kind: 'taken', code: 'slot_taken' })).toMatchObject({
      report: { outcome: 'refused', errorCode: 'slot_taken' },
      next: { state: 'done' },
    })
  })

  it('after a lost answer, "taken" is looked up before it is believed', () => {
    const turn = after({ kind: 'taken', code: 'slot_taken' }, { attempts: lost })
    expect(turn).toMatchObject({ attempt: { state: 'doubted', ifAbsent: 'slot_taken' }, next: { goOn: true } })
    expect(turn.report).toBeUndefined()
  })

  it('INC-04: what Cal.com calls invalid goes to a human at once, with its code', () => {
    expect(after({ kind: 'invalid', code: 'invalid', message: 'no' })).toMatchObject({
      report: { outcome: 'manual_review', errorCode: 'invalid', errorMessage: 'no' },
      next: { state: 'review' },
    })
  })

  it('INC-18: no answer is an outcome of its own: told, and looked up', () => {
    expect(after({ kind: 'unknown', code: 'HTTP_500' })).toMatchObject({
      attempt: { state: 'unknown', sentNow: true },
      report: { outcome: 'unknown', errorCode: 'HTTP_500' },
      next: { state: 'unknown', dueInMs: 1_000 },
    })
  })
})
