import { AppError } from '@calbridge/core'
import { manualClock } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { newChange } from '../domain/testing.ts'
import { type Codec, idempotent } from './idempotent.ts'
import { memoryStores } from './memory-stores.ts'
import type { IdempotencyClaim } from './ports.ts'

const codec: Codec<string> = { encode: (text) => Buffer.from(text), decode: (bytes) => Buffer.from(bytes).toString() }
const UID = '00000000-0000-7000-8000-000000000001'

function world() {
  const clock = manualClock()
  const { store, idempotency } = memoryStores(clock)
  let owners = 0
  const claim = (fingerprint = 'body'): IdempotencyClaim => ({
    operation: 'create',
    key: 'k',
    fingerprint,
    owner: `request-${++owners}`,
    lockedUntilMs: clock.now() + 1_000,
  })
  const ask = (
    work: (key: IdempotencyClaim) => Promise<string>,
    { body = 'body', render = async (uid: string) => `rendered ${uid}` } = {},
  ) => {
    const key = claim(body)
    return idempotent({ idempotency, clock }, '1', key, { codec, work: () => work(key), render })
  }
  const book = (answer: string) => (key: IdempotencyClaim) => store.create(newChange(UID), key).then(() => answer)
  return { clock, store, claim, ask, book, idempotency }
}

const refusal = new AppError('conflict', 'taken', { field: 'start', reason: 'slot_taken' })
const refuse = () => Promise.reject(refusal)

describe('a request with an idempotency key', () => {
  it('is carried out once, and answered the same again', async () => {
    const { ask, book } = world()
    expect(await ask(book('first'))).toEqual({ answer: 'first', replayed: false })
    expect(await ask(book('second'))).toEqual({ answer: 'first', replayed: true })
  })

  it('with another body is refused, also when that body is bad', async () => {
    const { ask, book } = world()
    await ask(book('first'))
    const reused = { code: 'invalid_argument', reason: 'idempotency_key_reused', field: 'idempotency_key' }
    await expect(ask(book('second'), { body: 'other' })).rejects.toMatchObject(reused)
    await expect(ask(refuse, { body: 'other' })).rejects.toMatchObject(reused)
  })

  it('is answered the same even when it would be refused by now', async () => {
    const { ask, book } = world()
    await ask(book('first'))
    expect(await ask(refuse)).toEqual({ answer: 'first', replayed: true })
  })

  it('that was refused is refused the same way, though it would succeed by now', async () => {
    const { ask, book, store } = world()
    await expect(ask(refuse)).rejects.toBe(refusal) // as it is, not replayed
    await expect(ask(refuse)).rejects.toMatchObject({
      code: 'conflict',
      message: 'taken',
      field: 'start',
      reason: 'slot_taken',
      replayed: true,
    })
    await expect(ask(async (key) => (await book('late')(key)) && 'late')).rejects.toMatchObject({ reason: 'slot_taken' })
    expect(await store.get('1', UID)).toBeUndefined()
  })

  it('that failed for a while may be tried again', async () => {
    const { ask, book } = world()
    await expect(ask(() => Promise.reject(new AppError('unavailable', 'later')))).rejects.toMatchObject({ code: 'unavailable' })
    await expect(ask(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug')
    expect(await ask(book('first'))).toEqual({ answer: 'first', replayed: false })
  })

  it('is told that the first one is under way, and when to come again', async () => {
    const { ask, book, store, claim } = world()
    await store.create(newChange(UID), claim())
    await expect(ask(book('second'))).rejects.toMatchObject({ code: 'conflict', reason: 'idempotency_in_flight', retryAfterMs: 1_000 })
  })

  it('whose process died is answered from its row once its time is over, and then always the same', async () => {
    const { ask, book, store, claim, clock } = world()
    await store.create(newChange(UID), claim())
    await clock.advance(1_000)
    expect(await ask(book('second'))).toEqual({ answer: `rendered ${UID}`, replayed: true })
    expect(await ask(book('third'), { render: async () => 'other' })).toEqual({ answer: `rendered ${UID}`, replayed: true })
  })

  it('that turns out slow instead of dead answers what its heir answered', async () => {
    const { ask, book, clock } = world()
    const slow = ask(async (key) => {
      await book('mine')(key)
      await clock.sleep(5_000)
      return 'mine'
    })
    await clock.advance(2_000)
    const heir = await ask(book('x'))
    await clock.advance(5_000)
    expect(await slow).toEqual({ answer: heir.answer, replayed: true })
  })

  it('does not put its refusal in the place of another’s answer that is under way', async () => {
    const { ask, book, store, claim } = world()
    // Refused first; before it could say so, the same request got through.
    const late = async () => {
      await store.create(newChange(UID), claim())
      throw refusal
    }
    await expect(ask(late)).rejects.toMatchObject({ reason: 'idempotency_in_flight' })
    await expect(ask(book('again'))).rejects.toMatchObject({ reason: 'idempotency_in_flight' })
  })
})

it('runs without a key as often as it is asked', async () => {
  const { idempotency, clock } = world()
  let runs = 0
  const once = { codec, work: async () => `run ${++runs}`, render: async () => '' }
  await idempotent({ idempotency, clock }, '1', undefined, once)
  expect(await idempotent({ idempotency, clock }, '1', undefined, once)).toEqual({ answer: 'run 2', replayed: false })
})
