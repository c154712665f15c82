import { AppError, silentLog } from '@calbridge/core'
import { describe, expect, it } from 'vitest'
import { seconds } from '../domain/testing.ts'
import { DAY_MS } from '../domain/utc-day.ts'
import { answered, cachedDay, NOW } from '../testing/answers.ts'
import type { HistoryBatch } from './history-store.ts'
import { SlotHistory } from './slot-history.ts'
import { writeHistory } from './write-history.ts'

function writer() {
  const batches: HistoryBatch[] = []
  const seen = { written: 0, dropped: 0, failure: undefined as Error | undefined }
  const onDropped = (answers: number) => {
    seen.dropped += answers
  }
  const history = new SlotHistory({ oneIn: 1, maxDays: 10_000, onDropped })
  const save = async (batch: HistoryBatch) => {
    if (seen.failure) throw seen.failure
    batches.push(batch)
  }
  const onWritten = (answers: number) => {
    seen.written += answers
  }
  const write = writeHistory({ history, store: { save }, log: silentLog, onWritten, onDropped })
  return { history, batches, seen, write }
}

describe('a content', () => {
  it('is written once for all answers of a day that show the same, in whatever round', async () => {
    const { history, batches, write } = writer()
    const day = cachedDay()
    for (const answerId of ['a', 'b']) history.record(answered({ answerId, days: [day] }))
    await write()
    history.record(answered({ answerId: 'c', days: [cachedDay()] }))
    await write()
    expect(batches.map(({ contents }) => contents.length)).toEqual([1, 0])
    const [hash] = batches[0]!.contents.map((content) => content.hash)
    expect(batches.flatMap(({ answers }) => answers.map(({ days }) => days[0]!.hash))).toEqual([hash, hash, hash])
  })

  it.each([
    { name: 'another load', other: cachedDay({ stamp: 'load-2' }) },
    { name: 'other slots', other: cachedDay({ starts: seconds('09:00') }) },
  ])('is another after $name', async ({ other }) => {
    const { history, batches, write } = writer()
    history.record(answered({ days: [cachedDay()] }))
    history.record(answered({ days: [other] }))
    await write()
    expect(batches[0]!.contents).toHaveLength(2)
  })

  it('is another for the holder of a claim, and once a hold has run out', async () => {
    const { history, batches, write } = writer()
    const hold = { resource: 'staff:anna', fromMs: NOW + 3_600_000, toMs: NOW + 5_400_000, expiresAtMs: NOW + 60_000, appointmentUid: 'u1' }
    const days = [cachedDay({ claims: [hold] })]
    history.record(answered({ days }))
    history.record(answered({ days, holder: 'u1' }))
    history.record(answered({ days, nowMs: NOW + 60_001 }))
    await write()
    // The holder sees what everybody sees when the hold is gone.
    expect(batches[0]!.contents.map(({ view }) => view.claimed)).toEqual([seconds('09:00'), []])
  })

  it.each([
    { name: 'for another tenant', first: {}, next: { tenant: 't2' } },
    { name: 'on the next day', first: {}, next: { nowMs: NOW + DAY_MS } },
    { name: 'on the day before', first: { nowMs: NOW + DAY_MS }, next: {} },
  ])('is written again $name: each tenant and day stands by itself', async ({ first, next }) => {
    const { history, batches, write } = writer()
    const days = [cachedDay(), cachedDay({ stamp: 'load-2' })]
    history.record(answered({ ...first, days }))
    await write()
    for (const day of days) {
      history.record(answered({ ...next, days: [day] }))
      await write()
    }
    expect(batches.map(({ contents }) => contents.length)).toEqual([2, 1, 1])
  })
})

it('what the database cannot take now waits, and is written once when it can', async () => {
  const { history, batches, seen, write } = writer()
  history.record(answered())
  seen.failure = new AppError('unavailable', 'gone')
  expect(await write()).toBe(false)
  expect(await write()).toBe(false)
  seen.failure = undefined
  expect(await write()).toBe(true)
  expect(batches.flatMap(({ answers }) => answers.map(({ answerId }) => answerId))).toEqual(['answer-1'])
  expect(seen).toMatchObject({ written: 1, dropped: 0 })
})

it('what the database will never take is dropped and counted, and the rest is written', async () => {
  const { history, batches, seen, write } = writer()
  history.record(answered({ tenant: 'bad' }))
  seen.failure = new AppError('invalid_argument', 'a value cannot be stored')
  expect(await write()).toBe(true)
  seen.failure = undefined
  history.record(answered())
  await write()
  expect(batches).toHaveLength(1)
  expect(seen).toMatchObject({ written: 1, dropped: 1 })
})

it('a caller’s id that is too long to be kept is left out, and the answer kept', async () => {
  const { history, batches, write } = writer()
  history.record(answered({ context: { callId: 'x'.repeat(101), requestId: 'y'.repeat(100) } }))
  await write()
  expect(batches[0]!.answers[0]).toMatchObject({ callId: '', requestId: 'y'.repeat(100) })
})
