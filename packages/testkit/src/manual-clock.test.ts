import { expect, it } from 'vitest'
import { manualClock } from './manual-clock.ts'

it('wakes sleepers in the order of their times, each at its own moment', async () => {
  const clock = manualClock(1_000)
  const woken: string[] = []
  const sleeper = async (name: string, ms: number) => {
    await clock.sleep(ms)
    woken.push(`${name}@${clock.now()}`)
  }
  for (const [name, ms] of [
    ['late', 30],
    ['early', 10],
    ['also early', 10],
    ['never', 31],
  ] as const)
    void sleeper(name, ms)
  await clock.advance(30)
  expect(woken).toEqual(['early@1010', 'also early@1010', 'late@1030'])
  expect(clock).toMatchObject({ sleepers: 1 })
})

it('carries a loop of sleeps through one long step', async () => {
  const clock = manualClock()
  let beats = 0
  void (async () => {
    for (;;) {
      await clock.sleep(250)
      beats++
    }
  })()
  await clock.advance(1_000)
  expect(beats).toBe(4)
})

it('moves the wall clock alone by a jump, and neither durations nor sleepers with it', async () => {
  const clock = manualClock(1_000)
  let woken = false
  void clock.sleep(10).then(() => {
    woken = true
  })
  clock.jump(60_000)
  await clock.advance(9)
  expect([clock.now(), clock.monotonic(), woken]).toEqual([61_009, 9, false])
})

it('ends a sleep with the reason of its signal, and forgets the sleeper', async () => {
  const clock = manualClock()
  const abort = new AbortController()
  const sleep = clock.sleep(10, abort.signal)
  abort.abort(new Error('stopped'))
  await expect(sleep).rejects.toThrow('stopped')
  await expect(clock.sleep(10, abort.signal)).rejects.toThrow('stopped')
  expect(clock.sleepers).toBe(0)
})
