import { expect, it } from 'vitest'
import { until } from './until.ts'

it('gives the first truthy value', async () => {
  let calls = 0
  expect(await until('the third call', async () => (++calls === 3 ? { calls } : undefined))).toEqual({ calls: 3 })
})

it('names what it waited for, with the last error as the cause', async () => {
  const probe = () => {
    throw new Error('connection refused')
  }
  const failure = await until('the server', probe, 30).catch((error: Error) => error)
  expect(failure).toMatchObject({ message: 'waited 30 ms for the server', cause: { message: 'connection refused' } })
})

it('does not wait longer for a probe that never answers', async () => {
  await expect(until('an answer', () => new Promise<boolean>(() => {}), 30)).rejects.toThrow('waited 30 ms for an answer')
})
