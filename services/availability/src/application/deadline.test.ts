import { manualClock } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { Deadline } from './deadline.ts'

it('ends the waiting at its time, and says when to come back', async () => {
  const clock = manualClock()
  const waiting = new Deadline(clock, 100, 700).race(new Promise(() => {}))
  const outcome = expect(waiting).rejects.toMatchObject({ code: 'deadline_exceeded', retryAfterMs: 700 })
  await clock.advance(100)
  await outcome
})

it('lets what is faster through, and leaves nobody sleeping', async () => {
  const clock = manualClock()
  expect(await new Deadline(clock, 100).race(Promise.resolve('done'))).toBe('done')
  expect(clock.sleepers).toBe(0)
})

it('is not moved by a step of the machine’s clock', async () => {
  const clock = manualClock()
  const deadline = new Deadline(clock, 100)
  clock.jump(3_600_000)
  expect(deadline.remainingMs).toBe(100)
})
