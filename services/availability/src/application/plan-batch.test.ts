import { describe, expect, it } from 'vitest'
import { unitOf } from '../domain/testing.ts'
import { DAY_MS } from '../domain/utc-day.ts'
import { planBatch } from './plan-batch.ts'
import type { Query } from './query.ts'

const query = (firstDay: number, lastDay: number, changes: Partial<Query> = {}): Query => ({
  units: [unitOf()],
  range: { fromMs: firstDay * DAY_MS, toMs: lastDay * DAY_MS },
  freshness: 'cached',
  maxAgeMs: 0,
  holder: '',
  ...changes,
})
const shown = (queries: Query[], longestDays = 62) =>
  planBatch(queries, longestDays).map(({ units, days }) => `${units.map(({ staffId }) => staffId).join('+')}: ${days.join(' ')}`)

describe('a batch', () => {
  it('asks for each event type once: its days side by side or not, each of them once', () => {
    expect(
      shown([query(10, 12), query(11, 13), query(20, 20), query(11, 11, { units: [unitOf({ eventTypeId: '2', staffId: 'ben' })] })]),
    ).toEqual(['anna: 10 11 12 13 20', 'ben: 11'])
  })

  it('asks once for an event type that serves several: each of them has the days of all', () => {
    const seen = unitOf({ bufferAfterMs: 1 })
    expect(shown([query(10, 10), query(12, 12, { units: [seen] })])).toEqual(['anna+anna: 10 12'])
  })

  it('asks twice where days lie further apart than a look-up may reach, and never for the days between', () => {
    expect(shown([query(10, 11), query(73, 73), query(72, 72)])).toEqual(['anna: 10 11 72', 'anna: 73'])
    expect(shown([query(10, 12)], 1)).toEqual(['anna: 10 11', 'anna: 12'])
  })

  it('keeps the strictest freshness of an event type, and apart those that may not cost a call', () => {
    const freshnessOf = (...queries: Partial<Query>[]) =>
      planBatch(
        queries.map((changes) => query(10, 10, changes)),
        62,
      ).map(({ freshness, maxAgeMs }) => [freshness, maxAgeMs])
    expect(freshnessOf({}, { freshness: 'max_age', maxAgeMs: 9 }, { freshness: 'max_age', maxAgeMs: 5 })).toEqual([['max_age', 5]])
    expect(freshnessOf({ freshness: 'fresh' }, { freshness: 'max_age', maxAgeMs: 9 }, {})).toEqual([['fresh', 0]])
    expect(freshnessOf({ freshness: 'cache_only' }, { freshness: 'fresh' })).toEqual([
      ['cache_only', 0],
      ['fresh', 0],
    ])
  })
})
