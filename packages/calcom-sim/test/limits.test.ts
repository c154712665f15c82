import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CalcomSim, startCalcomSim } from '../src/index.ts'
import { Client } from './client.ts'

let sim: CalcomSim
let max: Client

beforeAll(async () => {
  const users = [{ username: 'max', rateLimit: { limit: 7, windowMs: 20_000, blockMs: 30_000 } }, { username: 'eva' }]
  sim = await startCalcomSim({ world: { users } })
  max = new Client(sim, 'max')
})
beforeEach(() => sim.control.rateLimit({}))
afterAll(() => sim.close())

const hit = async (times: number, client = max) => {
  const answers = []
  for (let i = 0; i < times; i++) answers.push(await client.get('/v2/me'))
  return answers
}
const limitOf = ({ headers }: { headers: Headers }) =>
  ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}-default`)))
const skip = (advanceMs: number) => sim.control.clock({ advanceMs })

describe('the rate limit', () => {
  it('counts down a key’s window and blocks the request after the last', async () => {
    const answers = await hit(8)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200, 429])
    expect(limitOf(answers[0]!)).toEqual([7, 6, 20])
    expect(limitOf(answers[7]!)).toEqual([7, 0, 30])
    expect(answers[7]!.headers.get('retry-after')).toBeNull()
    expect(answers[7]!.body.error).toMatchObject({
      code: 'ThrottlerException',
      details: 'CustomThrottlerGuard - Too many requests. Please try again later.',
    })
  })

  it('lets who waits begin anew', async () => {
    await hit(8)
    skip(30_001)
    expect(limitOf((await hit(1))[0]!)).toEqual([7, 6, 20])
  })

  it('blocks again who did not stop, because what was refused still counts', async () => {
    await hit(8)
    skip(21_000) // the window is over, the block is not
    await hit(7)
    skip(9001)
    expect((await hit(1))[0]!.status).toBe(429)
  })

  it('belongs to a key: others go on, and callers without one share their address', async () => {
    await hit(8)
    expect((await hit(1, new Client(sim, 'eva')))[0]!.status).toBe(200)
    const nobody = new Client(sim)
    const slots = await nobody.get('/v2/slots?eventTypeId=1&start=2031-01-01&end=2031-01-01')
    expect(slots.status).toBe(404)
    expect(limitOf(slots).slice(0, 2)).toEqual([120, 119])
  })

  it('does not see routes that do not exist', async () => {
    await hit(8)
    const lost = await max.get('/v2/nowhere')
    expect(lost.status).toBe(404)
    expect(lost.headers.get('x-ratelimit-limit-default')).toBeNull()
  })
})
