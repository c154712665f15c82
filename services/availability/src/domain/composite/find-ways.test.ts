import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at } from '../testing.ts'
import type { Choice, Segment, Way } from './composite.ts'
import { pauseMs } from './composite.ts'
import { findWays } from './find-ways.ts'
import { everyWay, rankOf } from './testing.ts'

const MINUTE_MS = 60_000
const minutes = (count: number): number => count * MINUTE_MS

const choice = (staffId: string, durationMin: number, ...times: string[]): Choice => ({
  staffId,
  eventTypeId: `of-${staffId}`,
  durationMs: minutes(durationMin),
  startsMs: times.map(at),
})
const segment = (key: string, gapMin: number, gapMax: number, choices: Choice[], keepsStaff = false): Segment => ({
  key,
  gapMinMs: minutes(gapMin),
  gapMaxMs: minutes(gapMax),
  keepsStaff,
  choices,
})
const RULES = { preferredStaffId: '', staffStays: false }
const shown = (ways: readonly Way[]) =>
  ways.map(({ segments }) =>
    segments.map(({ key, staffId, startMs }) => `${key} ${staffId} ${new Date(startMs).toISOString().slice(11, 16)}`).join(', '),
  )

describe('a way through a composite service', () => {
  it('leaves at least and at most the gap between its segments, and drops starts that nothing can follow', () => {
    const colour = segment('A', 30, 60, [choice('anna', 60, '09:00', '10:00', '11:00')])
    const cut = segment('B', 0, 0, [choice('anna', 45, '10:29', '12:01', '12:31')])
    // 9:00 ends at 10:00, and 10:29 is a minute early; 10:00 may go on until 12:00, and 12:01 is a minute late.
    expect(shown(findWays([colour, cut], RULES))).toEqual(['A anna 11:00, B anna 12:31'])
  })

  it('takes the first that fits, so that the whole is as short as can be', () => {
    const ways = findWays(
      [segment('A', 0, 120, [choice('anna', 60, '09:00')]), segment('B', 0, 0, [choice('anna', 30, '10:15', '10:45')])],
      RULES,
    )
    expect(shown(ways)).toEqual(['A anna 09:00, B anna 10:15'])
    expect(pauseMs(ways[0]!)).toBe(minutes(15))
  })

  it('looks ahead: what comes first next may lead nowhere, or make the whole longer', () => {
    const first = segment('A', 0, 60, [choice('anna', 30, '09:00')])
    const second = segment('B', 0, 30, [choice('anna', 30, '09:30'), choice('ben', 20, '09:40')])
    const third = segment('C', 0, 0, [choice('clara', 30, '10:30', '11:00')])
    expect(shown(findWays([first, second, third], RULES))).toEqual(['A anna 09:00, B anna 09:30, C clara 10:30'])
    expect(shown(findWays([first, { ...second, gapMaxMs: 0 }, third], RULES))).toEqual([])
  })

  it('stays with one staff member where the service prefers that, and may change where it does not', () => {
    const cut = segment('B', 0, 0, [choice('anna', 45, '11:00'), choice('ben', 45, '10:00')])
    const colour = (keepsStaff: boolean) => segment('A', 0, 60, [choice('anna', 60, '09:00')], keepsStaff)
    expect(shown(findWays([colour(false), cut], RULES))).toEqual(['A anna 09:00, B ben 10:00'])
    expect(shown(findWays([colour(true), cut], RULES))).toEqual(['A anna 09:00, B anna 11:00'])
  })

  it('never takes a host whom Cal.com chooses for the same person as before', () => {
    const segments = [segment('A', 0, 0, [choice('', 60, '09:00')], true), segment('B', 0, 0, [choice('', 60, '10:00')])]
    expect(findWays(segments, RULES)).toEqual([])
    expect(findWays([{ ...segments[0]!, keepsStaff: false }, segments[1]!], RULES)).toHaveLength(1)
  })

  it('of equally short ways takes the one with most of the preferred staff member, then the one with fewest changes', () => {
    const all = (key: string, time: string) =>
      segment(
        key,
        0,
        0,
        ['anna', 'ben'].map((name) => choice(name, 60, time)),
      )
    const segments = [all('A', '09:00'), all('B', '10:00'), segment('C', 0, 0, [choice('ben', 60, '11:00')])]
    expect(shown(findWays(segments, RULES))).toEqual(['A ben 09:00, B ben 10:00, C ben 11:00'])
    expect(shown(findWays(segments, { ...RULES, preferredStaffId: 'anna' }))).toEqual(['A anna 09:00, B anna 10:00, C ben 11:00'])
  })

  it('goes to another staff member when that ends earlier, even from the preferred one', () => {
    const colour = segment('A', 0, 60, [choice('anna', 60, '09:00')])
    const cut = segment('B', 0, 0, [choice('anna', 30, '10:30'), choice('ben', 30, '10:15')])
    expect(shown(findWays([colour, cut], { ...RULES, preferredStaffId: 'anna' }))).toEqual(['A anna 09:00, B ben 10:15'])
  })

  it('is offered once for a start that several have, by the rank of who begins', () => {
    const colour = segment('A', 0, 0, [choice('ben', 60, '09:00', '10:00'), choice('anna', 60, '09:00')])
    const cut = segment('B', 0, 0, [choice('clara', 60, '10:00', '11:00')])
    expect(shown(findWays([colour, cut], RULES))).toEqual(['A ben 09:00, B clara 10:00', 'A ben 10:00, B clara 11:00'])
  })
})

describe('a pause in which nobody else may be taken', () => {
  const stays = { ...RULES, staffStays: true }
  const colour = segment('A', 30, 60, [choice('anna', 60, '09:00')])
  const cut = segment('B', 0, 0, [choice('ben', 30, '10:30')])

  it('needs the time of who did the segment before until the next one begins', () => {
    expect(findWays([colour, cut], stays)).toEqual([])
    const resting = { ...colour, choices: [choice('anna', 60, '09:00', '09:30')] }
    expect(shown(findWays([resting, cut], stays))).toEqual(['A anna 09:00, B ben 10:30'])
    const shorter = { ...colour, choices: [choice('anna', 60, '09:00', '09:29')] }
    expect(findWays([shorter, cut], stays)).toEqual([])
  })

  it('is known to be free by the slots of any of the segments, and not known where Cal.com chooses the host', () => {
    const elsewhere = { ...cut, choices: [...cut.choices, choice('anna', 40, '10:00')] }
    expect(shown(findWays([colour, elsewhere], stays))).toEqual(['A anna 09:00, B ben 10:30'])
    expect(findWays([{ ...colour, choices: [choice('', 60, '09:00', '09:30')] }, cut], stays)).toEqual([])
  })

  it('needs nothing when there is none', () => {
    const atOnce = { ...colour, gapMinMs: 0, gapMaxMs: 0 }
    expect(findWays([atOnce, segment('B', 0, 0, [choice('ben', 30, '10:00')])], stays)).toHaveLength(1)
  })
})

describe('the search', () => {
  const starts = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 6 })
  const anyChoice = fc.record({ durationMs: fc.integer({ min: 1, max: 6 }), startsMs: starts.map((list) => list.sort((a, b) => a - b)) })
  const anySegment = fc.record({
    gapMinMs: fc.integer({ min: 0, max: 6 }),
    longer: fc.integer({ min: 0, max: 8 }),
    keepsStaff: fc.boolean(),
    byStaff: fc.dictionary(fc.constantFrom('', 'anna', 'ben', 'clara'), anyChoice, { maxKeys: 3, noNullPrototype: true }),
  })
  const anyService = fc.array(anySegment, { minLength: 1, maxLength: 4 }).map((list): Segment[] =>
    list.map(({ gapMinMs, longer, keepsStaff, byStaff }, index) => ({
      key: String(index),
      gapMinMs,
      gapMaxMs: gapMinMs + longer,
      keepsStaff,
      choices: Object.entries(byStaff).map(([staffId, times]) => ({ staffId, eventTypeId: `${index}${staffId}`, ...times })),
    })),
  )
  const anyRules = fc.record({ preferredStaffId: fc.constantFrom('', 'anna', 'ben'), staffStays: fc.boolean() })

  it('finds for every start what trying all combinations finds, and no other start', () => {
    fc.assert(
      fc.property(anyService, anyRules, (segments, rules) => {
        const all = everyWay(segments, rules)
        const found = findWays(segments, rules)
        expect(found.map(({ startMs }) => startMs)).toEqual([...new Set(all.map(({ startMs }) => startMs))].sort((a, b) => a - b))
        for (const way of found) {
          const ranks = all.filter(({ startMs }) => startMs === way.startMs).map((other) => rankOf(other, rules))
          expect(all).toContainEqual(way)
          expect(rankOf(way, rules)).toEqual(ranks.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])[0])
        }
      }),
      { numRuns: 5_000 },
    )
  })

  // Each of 10 staff has 200 slots a quarter of an hour apart, and each pause may last an hour: 8,000 times in 4 segments.
  const busy = (slots: number, staff = 10): Segment[] =>
    Array.from({ length: 4 }, (_, index) => ({
      ...segment(String(index), 0, 60, []),
      choices: Array.from({ length: staff }, (__, who) => ({
        staffId: `s${who}`,
        eventTypeId: `${index}-${who}`,
        durationMs: minutes(45),
        startsMs: Array.from({ length: slots }, (___, slot) => at('08:00') + minutes(15 * slot + (who % 3) * 5)),
      })),
    }))
  const steps = (segments: readonly Segment[]): number => {
    let count = 0
    const counting = (a: number, b: number) => {
      count++
      return a < b
    }
    findWays(segments, { preferredStaffId: 's3', staffStays: true }, counting)
    return count
  }

  it('of 4 segments with 200 slots of 10 staff compares each time with a few, and grows with the times, not with their combinations', () => {
    const compared = steps(busy(200))
    expect(compared).toBeLessThan(8_000 * 12)
    expect(steps(busy(400))).toBeLessThan(2.1 * compared)
    expect(steps(busy(200, 20))).toBeLessThan(2.5 * compared)

    const segments = busy(200)
    const runsMs = Array.from({ length: 30 }, () => {
      const startedMs = performance.now()
      findWays(segments, { preferredStaffId: 's3', staffStays: true })
      return performance.now() - startedMs
    }).sort((a, b) => a - b)
    console.log(
      `8,000 times: ${compared} comparisons, ${runsMs[0]!.toFixed(1)} ms at best, ${runsMs[15]!.toFixed(1)} ms in the middle of 30 runs`,
    )
  })
})
