import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covers, merge, type Span, subtract } from './span.ts'

const span = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 15 }))
  .map(([startMs, length]): Span => ({ startMs, endMs: startMs + length }))
const spans = fc.array(span, { maxLength: 8 })
const minutes = (list: readonly Span[]) =>
  new Set(list.flatMap(({ startMs, endMs }) => Array.from({ length: endMs - startMs }, (_, i) => startMs + i)))

describe('spans', () => {
  it('merge without gaining or losing a moment, and without touching each other', () => {
    fc.assert(
      fc.property(spans, (list) => {
        const merged = merge(list)
        expect([...minutes(merged)].sort((a, b) => a - b)).toEqual([...minutes(list)].sort((a, b) => a - b))
        for (const [i, one] of merged.entries()) if (i > 0) expect(one.startMs).toBeGreaterThan(merged[i - 1]?.endMs ?? 0)
      }),
    )
  })

  it('subtract exactly the moments of the holes', () => {
    fc.assert(
      fc.property(spans, spans, (list, holes) => {
        const left = minutes(subtract(merge(list), merge(holes)))
        const taken = minutes(holes)
        expect([...left].sort((a, b) => a - b)).toEqual([...minutes(list)].filter((moment) => !taken.has(moment)).sort((a, b) => a - b))
      }),
    )
  })

  it('cover a span only when one of them holds all of it', () => {
    expect(covers([{ startMs: 0, endMs: 10 }], { startMs: 3, endMs: 10 })).toBe(true)
    expect(covers([{ startMs: 0, endMs: 10 }], { startMs: 3, endMs: 11 })).toBe(false)
  })
})
