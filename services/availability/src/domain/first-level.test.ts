import { describe, expect, it } from 'vitest'
import { CachedDay } from './cached-day.ts'
import { FirstLevel } from './first-level.ts'
import { ANNA, at, claimOf, seconds, unitOf } from './testing.ts'
import { epochDay } from './utc-day.ts'

const day = epochDay(at('00:00'))
const unit = unitOf()
const entry = {
  stamp: 's1',
  versions: ['v1'],
  loadedAtMs: at('00:00'),
  expiresAtMs: at('01:00'),
  starts: seconds('09:00', '09:30'),
  suspect: false,
}
const cachedDay = (on = day, of = unit) => new CachedDay(of, on, entry, [], true)
const change = { tenant: 't1', claims: [], versions: [], rebuilt: false }

function level({ maxBytes = 100_000 } = {}) {
  const news = { trusted: true }
  const first = new FirstLevel({ maxBytes, trusted: () => news.trusted })
  return { first, news }
}

describe('the first level', () => {
  it('keeps what was put, for that tenant and that view of it alone (INC-08)', () => {
    const { first } = level()
    const cached = cachedDay()
    first.put(cached, first.mark(), true)
    expect(first.current(unit, day)).toBe(cached)
    expect(first.any(unitOf({ tenant: 't2' }), day)).toBeUndefined()
    expect(first.any(unitOf({ bufferAfterMs: 1 }), day)).toBeUndefined()
    expect(first.any(unit, day + 1)).toBeUndefined()
  })

  it.each([
    { name: 'its version was bumped', news: { versions: [[ANNA, day] as const] } },
    { name: 'claims on its day changed', news: { claims: [[ANNA, day] as const] } },
    { name: 'claims on the day after changed, over midnight', news: { claims: [[ANNA, day + 1] as const] } },
    { name: 'all claims were rebuilt', news: { rebuilt: true } },
  ])('is no longer current when $name, but good as a stale answer', ({ news }) => {
    const { first } = level()
    const cached = cachedDay()
    first.put(cached, first.mark(), true)
    first.invalidate({ ...change, ...news })
    expect(first.current(unit, day)).toBeUndefined()
    expect(first.any(unit, day)).toBe(cached)
  })

  it.each([
    { name: 'another day', news: { versions: [[ANNA, day + 1] as const] } },
    { name: 'another host', news: { versions: [['staff:ben', day] as const] } },
    { name: "another tenant's host of the same name", news: { tenant: 't2', versions: [[ANNA, day] as const] } },
  ])('stays current when $name changed', ({ news }) => {
    const { first } = level()
    first.put(cachedDay(), first.mark(), true)
    first.invalidate({ ...change, ...news })
    expect(first.current(unit, day)).toBeDefined()
  })

  // The answer of a read and the news of a change come over two connections.
  it('does not take for current what was read before a change that was heard of since', () => {
    const { first } = level()
    const mark = first.mark()
    first.invalidate({ ...change, claims: [[ANNA, day]] })
    first.put(cachedDay(), mark, true)
    expect(first.current(unit, day)).toBeUndefined()
    first.put(cachedDay(), first.mark(), true)
    expect(first.current(unit, day)).toBeDefined()
  })

  it('has nothing current while news may be late, and has it again after', () => {
    const { first, news } = level()
    first.put(cachedDay(), first.mark(), true)
    news.trusted = false
    expect(first.current(unit, day)).toBeUndefined()
    news.trusted = true
    expect(first.current(unit, day)).toBeDefined()
  })

  it('has nothing current of before the subscription broke, nor what was read before', () => {
    const { first } = level()
    first.put(cachedDay(), first.mark(), true)
    const mark = first.mark()
    first.distrust()
    first.put(cachedDay(day + 1), mark, true)
    expect(first.current(unit, day)).toBeUndefined()
    expect(first.current(unit, day + 1)).toBeUndefined()
  })

  it('never takes for current what was read while news might be lost, also when it comes in again', () => {
    const { first, news } = level()
    news.trusted = false
    const mark = first.mark()
    news.trusted = true
    first.put(cachedDay(), mark, true)
    expect(first.current(unit, day)).toBeUndefined()
    expect(first.any(unit, day)).toBeDefined()
  })

  it('does not let go of what is current for what is not', () => {
    const { first } = level()
    const cached = cachedDay()
    first.put(cached, first.mark(), true)
    first.put(cachedDay(), first.mark(), false)
    expect(first.current(unit, day)).toBe(cached)
  })

  it('is bounded in bytes, and forgets the oldest with all that names it', () => {
    const { first } = level({ maxBytes: 3 * cachedDay().sizeBytes })
    for (let n = 0; n < 1_000; n++) first.put(cachedDay(day + n), first.mark(), true)
    expect(first.sizeBytes).toBeLessThanOrEqual(3 * cachedDay().sizeBytes)
    expect(first.current(unit, day + 999)).toBeDefined()
    expect(first.any(unit, day)).toBeUndefined()
    expect(first.placesKept).toBeLessThanOrEqual(20)
  })

  it('does not keep what is larger than all its memory', () => {
    const { first } = level({ maxBytes: 100 })
    first.put(cachedDay(), first.mark(), true)
    expect(first.any(unit, day)).toBeUndefined()
    expect(first.placesKept).toBe(0)
  })
})

describe('a cached day', () => {
  const claims = [claimOf('09:00', '09:30', { expiresAtMs: at('06:10') })]
  const cached = new CachedDay(unit, day, entry, claims, true)
  const whole = { fromMs: at('00:00'), toMs: at('23:59') + 59_000 }

  it('gives the same bytes until a hold runs out, and then others', () => {
    const first = cached.render(whole, '', at('06:00'))
    expect(cached.render(whole, '', at('06:09'))).toBe(first)
    expect(cached.render(whole, '', at('06:10'))).not.toEqual(first)
  })

  it('cuts a part of the day out, both ends inside', () => {
    expect(cached.free({ fromMs: at('09:30'), toMs: at('09:30') }, '', at('06:00'))).toEqual(seconds('09:30'))
  })
})
