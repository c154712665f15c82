import { expect, it } from 'vitest'
import { wayId } from './way-id.ts'

const way = (startMs: number, staffId = 'anna') => ({
  startMs,
  endMs: startMs + 60,
  segments: [{ key: 'A', staffId, eventTypeId: '7', startMs, endMs: startMs + 60 }],
})

it('names the same combination alike, any other otherwise, as a UUID', () => {
  expect(wayId('1', way(1_000))).toBe(wayId('1', way(1_000)))
  expect(wayId('1', way(1_000))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const ids = [wayId('1', way(1_000)), wayId('2', way(1_000)), wayId('1', way(1_001)), wayId('1', way(1_000, 'ben'))]
  expect(new Set(ids).size).toBe(4)
})
