import { silentLog } from '@calbridge/core'
import { manualClock, testScope } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { epochDay } from '../domain/utc-day.ts'
import { keepHistory } from './keep-history.ts'

function keeper({ write = async () => true, fails = false, closeMs = 0 } = {}) {
  const clock = manualClock()
  const seen = { writes: 0, keptUp: [] as number[], fails }
  const closers: (() => unknown)[] = []
  const counted = async () => {
    seen.writes++
    return write()
  }
  const keepUp = async (today: number) => {
    if (seen.fails) throw new Error('gone')
    seen.keptUp.push(today - epochDay(clock.now()))
  }
  keepHistory(
    { write: counted, store: { keepUp }, clock, log: silentLog, pauseMs: 100, keepUpMs: 1_000, closeMs },
    { defer: (_, close) => void closers.push(close) },
  )
  const close = async () => closers.pop()?.()
  testScope().defer('keeper', close)
  return { clock, seen, close }
}

it('writes round after round, and keeps the days in order now and then', async () => {
  const { clock, seen } = keeper()
  await clock.advance(2_000)
  expect(seen.writes).toBe(21)
  expect(seen.keptUp).toEqual([0, 0, 0])
})

it('writes nothing before the days are in order, and tries again at the next round', async () => {
  const { clock, seen } = keeper({ fails: true })
  await clock.advance(300)
  expect(seen.writes).toBe(0)
  seen.fails = false
  await clock.advance(100)
  expect([seen.writes, seen.keptUp]).toEqual([1, [0]])
})

it('writes what still waits when the process ends', async () => {
  const { clock, seen, close } = keeper()
  await clock.advance(50)
  expect(seen.writes).toBe(1)
  await close()
  expect(seen.writes).toBe(2)
})

it('lets the process end while the database hangs', async () => {
  const { clock, close } = keeper({ write: () => new Promise<boolean>(() => {}), closeMs: 500 })
  const closed = close()
  await clock.advance(500)
  await closed
})
