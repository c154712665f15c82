import { expect, it } from 'vitest'
import { Notes } from './tally.ts'

const OFFER = { service: 1, startMs: 9 }
const heard = { offers: [OFFER], waited: false, stale: false }

function notesAt() {
  let nowMs = 1_000
  const notes = new Notes(() => nowMs)
  const read = (answer: Partial<typeof heard> | undefined, tookMs = 1) =>
    notes.read(async () => {
      nowMs += tookMs
      if (!answer) throw new Error('no')
      return { ...heard, ...answer }
    })
  return { notes, read, wait: (ms: number) => (nowMs += ms) }
}

it('counts as a hit only what was answered from cache, is not stale, and offers nothing that was booked here before', async () => {
  const { notes, read, wait } = notesAt()
  await read({})
  await read({ waited: true })
  await read({ stale: true })
  await read(undefined)
  await notes.book(OFFER, async () => true)
  wait(100)
  await read({}) // nobody can ask that it is known everywhere by now
  wait(100)
  await read({})
  await read({ offers: [{ ...OFFER, service: 2 }] })
  await read({ offers: [] })
  const { reads, bookings, hit, stale, outdated, unanswered } = notes.tally
  expect({ reads, bookings, hit, stale, outdated, unanswered }).toEqual({
    reads: 8,
    bookings: 1,
    hit: 50,
    stale: 12.5,
    outdated: 12.5,
    unanswered: 12.5,
  })
})

it('counts what came after the time that a caller waits, also when it is a refusal', async () => {
  const { notes, read } = notesAt()
  await read({}, 1_500)
  await read({}, 1_501)
  await read(undefined, 1_600)
  expect(notes.tally.late).toBe(2)
})

it('does not take a refused booking for one', async () => {
  const { notes, read, wait } = notesAt()
  await notes.book(OFFER, async () => false)
  await notes.book(OFFER, () => Promise.reject(new Error('no')))
  wait(1_000)
  await read({})
  expect(notes.tally).toMatchObject({ bookings: 0, outdated: 0, hit: 100 })
})
