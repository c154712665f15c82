import { describe, expect, it } from 'vitest'
import { gate, noSpareBudget, startReplicas } from '../testing/replicas.ts'

const SECOND_MS = 1_000
/** Of a day with five slots or more. */
const LIFE_MS = 300 * SECOND_MS

describe('a day in use', () => {
  it('is asked for anew in the last fifth of its life, once over all replicas, and nobody waits for it', async () => {
    const { ask, calcom, clock } = startReplicas({ count: 3 })
    for (const replica of [0, 1, 2]) await ask(replica)
    await clock.advance(0.8 * LIFE_MS - 1)
    await ask()
    await clock.advance(0)
    expect(calcom.calls).toHaveLength(1)

    const answered = gate()
    calcom.before = () => answered.opened
    await clock.advance(1)
    for (const replica of [0, 1, 2, 0, 1, 2]) expect(await ask(replica)).toMatchObject({ days: [{ source: 'l1' }], upstreamCalls: 0 })
    await clock.advance(0)
    expect(calcom.calls.map(({ kind }) => kind)).toEqual(['interactive', 'refresh'])
    answered.open()
    await clock.advance(0)

    // Past the first one's time all replicas still answer at once.
    await clock.advance(0.5 * LIFE_MS)
    for (const replica of [0, 1, 2]) expect((await ask(replica)).days[0]!.source).toMatch(/^l[12]$/)
    expect(calcom.calls).toHaveLength(2)
  })

  it('that nobody asks for is left to go cold', async () => {
    const { ask, calcom, clock } = startReplicas()
    await ask()
    await clock.advance(10 * LIFE_MS)
    expect(calcom.calls).toHaveLength(1)
  })

  it('is not asked for anew for who wants nothing but the cache', async () => {
    const { ask, calcom, clock } = startReplicas()
    await ask()
    await clock.advance(0.9 * LIFE_MS)
    await ask(0, { freshness: 'cache_only' })
    await clock.advance(0)
    expect(calcom.calls).toHaveLength(1)
  })

  it('is tried again after a pause where there was no budget to spare, and not with every answer', async () => {
    const { ask, calcom, clock } = startReplicas({ count: 1 })
    await ask()
    calcom.before = async () => Promise.reject(noSpareBudget())
    await clock.advance(0.8 * LIFE_MS)
    for (let second = 0; second < 10; second++) {
      await ask()
      await clock.advance(SECOND_MS)
    }
    expect(calcom.calls.filter(({ kind }) => kind === 'refresh')).toHaveLength(2)
  })

  it('is loaded anew together with the days beside it that were loaded together', async () => {
    const { ask, calcom, clock, day } = startReplicas({ settings: { spanDays: 5 } })
    await ask()
    await clock.advance(0.85 * LIFE_MS)
    await ask()
    await clock.advance(0)
    const days = { firstDay: day, lastDay: day + 4 }
    expect(calcom.calls).toEqual([
      { kind: 'interactive', ...days },
      { kind: 'refresh', ...days },
    ])
  })
})

describe('a day past its time', () => {
  it('is given at once for a fifth of its life more, as stale and not degraded, while it is asked for anew', async () => {
    const { ask, calcom, clock } = startReplicas()
    await ask()
    await clock.advance(LIFE_MS + 59 * SECOND_MS)
    const answered = gate()
    calcom.before = () => answered.opened
    for (const replica of [0, 1]) expect((await ask(replica)).days).toMatchObject([{ source: 'stale', overdue: true }])
    await clock.advance(0)
    expect(calcom.calls.map(({ kind }) => kind)).toEqual(['interactive', 'refresh'])
    answered.open()
    await clock.advance(0)
    expect((await ask()).days[0]!.source).toBe('l1')
    expect((await ask(1)).days[0]!.source).toMatch(/^l[12]$/)
  })

  it('is loaded before the answer when it is older than that', async () => {
    const { ask, clock } = startReplicas()
    await ask()
    await clock.advance(LIFE_MS + 61 * SECOND_MS)
    expect((await ask()).days).toMatchObject([{ source: 'upstream' }])
  })

  it('is never given as it was before a known change', async () => {
    const { ask, bump, clock } = startReplicas()
    await ask()
    await clock.advance(LIFE_MS + SECOND_MS)
    await bump()
    expect((await ask()).days).toMatchObject([{ source: 'upstream' }])
  })

  it('is never given to who wants it fresh, and to who names an age only within that', async () => {
    const { ask, clock } = startReplicas()
    await ask()
    await clock.advance(LIFE_MS + SECOND_MS)
    expect((await ask(0, { freshness: 'max_age', maxAgeMs: LIFE_MS + 2 * SECOND_MS })).days).toMatchObject([{ overdue: true }])
    await clock.advance(LIFE_MS + SECOND_MS)
    expect((await ask(0, { freshness: 'max_age', maxAgeMs: LIFE_MS })).days).toMatchObject([{ source: 'upstream' }])
    await clock.advance(LIFE_MS + SECOND_MS)
    expect((await ask(0, { freshness: 'fresh' })).days).toMatchObject([{ source: 'upstream' }])
  })

  it('is never given where that is turned off', async () => {
    const { ask, clock } = startReplicas({ settings: { overdueMs: 0 } })
    await ask()
    await clock.advance(LIFE_MS + 1)
    expect((await ask()).days).toMatchObject([{ source: 'upstream' }])
  })
})

describe('a day that Cal.com has not settled yet', () => {
  it('is neither asked for ahead nor given past its time', async () => {
    const { ask, calcom, clock, bump } = startReplicas()
    await ask()
    await bump({ settles: true })
    await ask()
    await clock.advance(2_400)
    await ask()
    await clock.advance(0)
    expect(calcom.calls).toHaveLength(2)
    await clock.advance(101)
    expect((await ask()).days).toMatchObject([{ source: 'upstream' }])
    expect(calcom.calls.map(({ kind }) => kind)).toEqual(['interactive', 'interactive', 'interactive'])
  })
})

describe('a day that is suspiciously empty', () => {
  async function emptied() {
    const world = startReplicas()
    const { ask, bump, calcom } = world
    for (const replica of [0, 1]) await ask(replica)
    calcom.hours = []
    await bump()
    return world
  }

  it('is marked, counted once, and asked for again once over all replicas, whoever still asks', async () => {
    const { ask, calcom, clock, counted } = await emptied()
    for (const replica of [0, 1, 0, 1]) expect((await ask(replica)).days).toMatchObject([{ starts: [], suspect: true }])
    expect(counted.get('suspicious')).toBe(1)
    calcom.hours = [9, 10, 11, 12, 13, 14]
    await clock.advance(9_999)
    expect(calcom.calls).toHaveLength(2)
    await clock.advance(1)
    expect(calcom.calls.map(({ kind }) => kind)).toEqual(['interactive', 'interactive', 'suspicious'])
    for (const replica of [0, 1]) {
      const [found] = (await ask(replica)).days
      expect(found).toMatchObject({ suspect: false })
      expect(found!.starts).toHaveLength(6)
    }
    await clock.advance(60_000)
    expect(calcom.calls).toHaveLength(3)
  })

  it('is believed when Cal.com says so twice', async () => {
    const { ask, calcom, clock, counted } = await emptied()
    await ask()
    await clock.advance(10_000)
    for (const replica of [0, 1]) expect((await ask(replica)).days).toMatchObject([{ starts: [], suspect: false }])
    await clock.advance(20_000)
    expect(calcom.calls).toHaveLength(3)
    expect(counted.get('suspicious')).toBe(1)
  })

  it('is kept for a minute at most where there is no budget to ask for it ahead', async () => {
    const { ask, calcom, clock } = await emptied()
    calcom.before = async ({ kind }) => (kind === 'interactive' ? undefined : Promise.reject(noSpareBudget()))
    await ask()
    await clock.advance(59_000)
    expect((await ask()).days).toMatchObject([{ suspect: true, source: 'l1' }])
    await clock.advance(1_000)
    calcom.hours = [9]
    expect((await ask()).days).toMatchObject([{ suspect: false, source: 'upstream' }])
  })
})
