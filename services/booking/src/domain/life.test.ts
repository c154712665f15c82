import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Status } from './appointment.ts'
import { after, afterCommand, type LifeEvent, moves } from './life.ts'

const STATUSES: Status[] = ['pending', 'confirmed', 'cancelled', 'failed', 'completed', 'no_show']
const EVENTS: LifeEvent[] = [
  'moved',
  'cancelled',
  'refused',
  'move_refused',
  'awaits_host',
  'alive_there',
  'moved_there',
  'cancelled_there',
  'not_come',
  'over',
]
const _ = undefined

// Written out a second time on purpose: a change of the table is a decision, and must be made twice.
const EXPECTED: Record<Status, (Status | undefined)[]> = {
  pending: ['pending', 'cancelled', 'failed', 'confirmed', 'pending', 'confirmed', 'confirmed', 'cancelled', 'no_show', 'completed'],
  confirmed: ['pending', 'cancelled', _, 'confirmed', 'pending', 'confirmed', 'confirmed', 'cancelled', 'no_show', 'completed'],
  cancelled: [_, _, _, _, 'pending', 'confirmed', 'confirmed', 'cancelled', _, _],
  failed: [_, _, _, _, 'pending', 'confirmed', 'confirmed', 'failed', _, _],
  completed: [_, _, _, _, _, _, 'confirmed', 'completed', 'no_show', 'completed'],
  no_show: [_, _, _, _, _, _, 'confirmed', _, 'no_show', 'no_show'],
}
const cases = STATUSES.flatMap((from) => EVENTS.map((event, at) => ({ from, event, to: EXPECTED[from][at] })))

describe('the life of an appointment', () => {
  it.each(cases)('$from + $event = $to', ({ from, event, to }) => {
    expect(after(from, event)).toBe(to)
    expect(moves().some((move) => move.from === from && move.event === event)).toBe(to !== undefined)
  })

  it('tells a caller why a command is refused', () => {
    expect(afterCommand('confirmed', 'moved')).toBe('pending')
    expect(() => afterCommand('cancelled', 'moved')).toThrow(
      expect.objectContaining({ code: 'failed_precondition', reason: 'already_cancelled' }),
    )
    expect(() => afterCommand('failed', 'cancelled')).toThrow(expect.objectContaining({ reason: 'already_failed' }))
  })

  it('is drawn in the README as it is', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    const cells = (line: string) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', ''))
    const [head = [], , ...rows] = readme.slice(readme.indexOf('| event ')).split('\n\n')[0]!.split('\n').map(cells)
    const drawn = rows.flatMap(([event, ...to]) => to.map((status, at) => ({ from: head[at + 1], event, to: status })))
    const key = ({ from, event, to }: { from: unknown; event: unknown; to: unknown }) => `${from} ${event} ${to}`
    expect(
      drawn
        .filter(({ to }) => to !== '')
        .map(key)
        .sort(),
    ).toEqual(moves().map(key).sort())
  })
})
