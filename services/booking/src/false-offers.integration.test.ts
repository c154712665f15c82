import { type Appointment, SyncOutcome } from '@calbridge/contracts'
import { SALON } from '@calbridge/directory/testing'
import { fileScope, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { actors } from './testing/actors.ts'
import { contextOf, startStack, wish } from './testing/stack.ts'

const stack = await startStack(fileScope())
const { nextDay, book, sync } = actors(stack)
const answerId = 'answer-1'

/** What a piece of the test adds to the counters: [offers taken up, refused here, refused by Cal.com]. */
async function counted(work: () => Promise<unknown>): Promise<number[]> {
  const read = async () => {
    const text = await stack.metrics()
    const value = (name: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(name))
          ?.split(' ')[1] ?? 0,
      )
    const tenant = `tenant="${SALON.tenant}"`
    const refused = (by: string) => value(`calbridge_booking_false_offers_total{${tenant},refused_by="${by}"}`)
    return [value(`calbridge_booking_offers_taken_up_total{${tenant}}`), refused('here'), refused('calcom')]
  }
  const before = await read()
  await work()
  return (await read()).map((after, index) => after - before[index]!)
}

const taken = { reason: 'slot_taken' }

it('an offer that is taken up and kept is no false one, and a booking without an answer is none at all', async () => {
  expect(await counted(() => book({ answerId }))).toEqual([1, 0, 0])
  expect(await counted(() => book())).toEqual([0, 0, 0])
})

it('a false offer refused here is counted, once for its key however often it is repeated', async () => {
  const { startMs } = await book()
  const again = () => expect(book({ startMs, answerId })).rejects.toMatchObject(taken)
  expect(await counted(again)).toEqual([1, 1, 0])

  const keyed = wish({ startMs, answerId, context: contextOf({ idempotencyKey: 'refused-offer' }) })
  const repeated = async () => {
    for (let n = 0; n < 3; n++) await expect(stack.client.createAppointment(keyed)).rejects.toMatchObject(taken)
  }
  expect(await counted(repeated)).toEqual([1, 1, 0])
})

it('a booking that is repeated under its key, and so meets its own claim, is no false offer', async () => {
  const asked = wish({ startMs: nextDay(), answerId, context: contextOf({ idempotencyKey: 'kept-offer' }) })
  const repeated = async () => {
    for (let n = 0; n < 3; n++) await stack.client.createAppointment(asked)
  }
  expect(await counted(repeated)).toEqual([1, 0, 0])
})

it('a false offer that Cal.com refuses later is counted once, for a caller who waits too; other refusals are none', async () => {
  const refuse = (code: string) => async () => {
    const { uid } = await book({ answerId })
    await sync(uid, SyncOutcome.SYNC_OUTCOME_REFUSED, code)
    await sync(uid, SyncOutcome.SYNC_OUTCOME_REFUSED, code)
  }
  expect(await counted(refuse('slot_taken'))).toEqual([1, 0, 1])
  expect(await counted(refuse('out_of_window'))).toEqual([1, 0, 0])

  const waited = async () => {
    const startMs = nextDay()
    const waiting = expect(book({ startMs, answerId, waitMs: 5_000 })).rejects.toMatchObject(taken)
    const range = { fromMs: startMs, toMs: startMs + 1, statuses: [], staffId: '', pageSize: 1, pageToken: '', customerEmail: '' }
    const [{ uid }] = await until('it to be stored', async () => {
      const { appointments } = await stack.client.listAppointments({ context: contextOf(), ...range })
      return appointments.length > 0 && (appointments as [Appointment])
    })
    await sync(uid, SyncOutcome.SYNC_OUTCOME_REFUSED, 'slot_taken')
    await waiting
  }
  expect(await counted(waited)).toEqual([1, 0, 1])
})
