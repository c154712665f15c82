import { expect, it } from 'vitest'
import type { Clock } from './clock.ts'
import { backoffMs, retry } from './retry.ts'

const instant: Clock = { now: () => 0, monotonic: () => 0, sleep: async (_ms, signal) => signal?.throwIfAborted() }
const options = { clock: instant, random: () => 1, initialMs: 10, maxMs: 1_000, signal: new AbortController().signal }

it('tries again until it succeeds', async () => {
  let left = 3
  const work = async () => {
    if (left-- > 0) throw new Error('not yet')
    return 'done'
  }
  expect(await retry(work, options)).toBe('done')
})

it('gives up at once on what can never succeed', async () => {
  let tries = 0
  const work = async () => {
    tries++
    throw new Error('never')
  }
  await expect(retry(work, { ...options, retryable: () => false })).rejects.toThrow('never')
  expect(tries).toBe(1)
})

it('ends with the last failure when the signal aborts', async () => {
  const abort = new AbortController()
  const work = async () => {
    abort.abort(new Error('time is up'))
    throw new Error('last failure')
  }
  await expect(retry(work, { ...options, signal: abort.signal })).rejects.toThrow('last failure')
})

it.each([
  { attempt: 1, pause: 10 },
  { attempt: 3, pause: 40 },
  { attempt: 50, pause: 1_000 },
])('pauses at most $pause ms before retry $attempt', ({ attempt, pause }) => {
  expect(backoffMs(options, attempt, () => 1)).toBe(pause)
})
