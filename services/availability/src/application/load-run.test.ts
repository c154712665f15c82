import { manualClock } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { unitOf } from '../domain/testing.ts'
import { gate, startReplicas } from '../testing/replicas.ts'
import { Arrivals } from './arrivals.ts'
import { LoadRun, type LoadRunOptions } from './load-run.ts'
import type { ColdDay } from './slot-store.ts'

describe('a load', () => {
  it('takes the cold days after it along, in the same call, and they are warm for all', async () => {
    const { ask, calcom, counted, day } = startReplicas({ settings: { spanDays: 7 } })
    await ask()
    expect(calcom.calls).toEqual([{ kind: 'interactive', firstDay: day, lastDay: day + 6 }])
    expect([counted.get('led'), counted.get('taken along')]).toEqual([1, 6])
    for (let ahead = 0; ahead < 7; ahead++) expect((await ask(1, { days: [day + ahead] })).days).toMatchObject([{ source: 'l2' }])
    expect(calcom.calls).toHaveLength(1)
  })

  it('leaves alone what is warm, and asks no further than what is cold', async () => {
    const { ask, calcom, day } = startReplicas({ settings: { spanDays: 7 } })
    await ask(0, { days: [day + 3, day + 4, day + 5, day + 6, day + 7, day + 8, day + 9] })
    await ask(1)
    expect(calcom.calls[1]).toMatchObject({ firstDay: day, lastDay: day + 2 })
  })

  it('is shared by who asks for a day that it took along, here and in another process', async () => {
    const { ask, calcom, clock, day, replicas } = startReplicas({ settings: { spanDays: 7 } })
    const answered = gate()
    calcom.before = () => answered.opened
    const first = ask(0)
    await clock.advance(0)
    const callers = [first, ask(0, { days: [day + 2] }), ask(1, { days: [day + 6] }), ask(1, { days: [day, day + 1] })]
    await clock.advance(0)
    answered.open()
    for (const { days, upstreamCalls } of await Promise.all(callers)) {
      expect(upstreamCalls).toBe(1)
      for (const { source } of days) expect(source).toBe('upstream')
    }
    // The second process would have asked for what lies behind the first one's span: nobody wanted that.
    expect(calcom.calls).toEqual([{ kind: 'interactive', firstDay: day, lastDay: day + 6 }])
    await clock.advance(0)
    for (const { loads } of replicas) expect(loads.size).toBe(0)
    expect((await ask(1, { days: [day + 8] })).days).toMatchObject([{ source: 'upstream' }])
  })

  it('that fails leaves the days it took along for anybody to load', async () => {
    const { ask, calcom, clock, day } = startReplicas({ settings: { spanDays: 7 } })
    calcom.before = async () => Promise.reject(new Error('away'))
    expect((await ask()).failure).toBeDefined()
    await clock.advance(0)
    calcom.before = async () => {}
    expect((await ask(1, { days: [day + 3] })).days).toMatchObject([{ source: 'upstream' }])
  })

  it('keeps what it took along only where nothing changed meanwhile', async () => {
    const { ask, bump, calcom, clock, day } = startReplicas({ settings: { spanDays: 7 } })
    const answered = gate()
    calcom.before = () => answered.opened
    const caller = ask()
    await clock.advance(0)
    await bump({ on: day + 2 })
    answered.open()
    await caller
    expect((await ask(1, { days: [day + 1] })).days).toMatchObject([{ source: 'l2' }])
    expect((await ask(1, { days: [day + 2] })).days).toMatchObject([{ source: 'upstream' }])
    expect(calcom.calls).toHaveLength(2)
  })
})

describe('a leader that falls silent', () => {
  it('is replaced by one of those who wait, in one call for all its days, when its lease has run out', async () => {
    const { ask, calcom, clock, counted, day, cut } = startReplicas({ count: 3 })
    const days = [day, day + 1, day + 2]
    cut(0)
    calcom.before = async () => new Promise(() => {}) // the first leader hangs for ever, and cannot renew its lease
    void ask(0, { days }, 60_000)
    await clock.advance(0)
    calcom.before = async () => {}
    const waiting = [ask(1, { days }, 10_000), ask(2, { days }, 10_000), ask(1, { days: [day + 1] }, 10_000)]
    await clock.advance(1_999)
    expect(calcom.calls).toHaveLength(1)
    await clock.advance(1)
    for (const answer of await Promise.all(waiting)) for (const { source } of answer.days) expect(source).toBe('upstream')
    expect(calcom.calls).toHaveLength(2)
    expect(counted.get('took over')).toBe(3)
  })

  it('is not replaced while it renews its lease, however long it takes', async () => {
    const { ask, calcom, clock, counted } = startReplicas()
    const answered = gate()
    calcom.before = () => answered.opened
    const callers = [ask(0, {}, 60_000), ask(1, {}, 60_000)]
    await clock.advance(9_000)
    answered.open()
    await Promise.all(callers)
    expect(calcom.calls).toHaveLength(1)
    expect(counted.get('took over')).toBeUndefined()
  })

  it('that has just finished is seen as waited for, when who would take over finds the day loaded', async () => {
    const clock = manualClock()
    const day: ColdDay = { day: 20_000, versions: ['v1'], entry: undefined, stamp: '', claims: [] }
    const nobody = { token: 't', nowMs: 0, days: [] }
    const answers = [
      { led: nobody, held: [{ day, remainingMs: 500 }], changed: [] },
      { led: nobody, held: [], changed: [day] },
    ]
    const options = {
      store: { lease: async () => answers.shift()! },
      arrivals: new Arrivals(),
      clock,
      newsTrusted: () => true,
      spanDays: 1,
      events: { followed: () => {} },
    } as unknown as LoadRunOptions
    const outcome = Promise.withResolvers<unknown>()
    const load = { outcome: Promise.reject(), settle: outcome.resolve, fail: outcome.reject }
    load.outcome.catch(() => {})
    const run = new LoadRun(options, unitOf(), 'interactive', new Map([[day, load]])).run(() => undefined)
    await clock.advance(500)
    await run
    expect(await outcome.promise).toEqual({ kind: 'again', waited: true })
  })
})
