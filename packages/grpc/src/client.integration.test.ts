import { closeAll, type Scope } from '@calbridge/core'
import { testScope, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { answer, request, serveSlots, slotsClient } from './fixture.ts'

/** A server that the test stops and starts again on its port. */
async function stoppable(name: string) {
  const closers: Parameters<typeof closeAll>[0] = []
  const scope: Scope = { defer: (what, close) => void closers.push({ what, close }), fail: () => {} }
  const start = (port: number) => serveSlots(async () => answer(name), { port }, scope)
  const address = await start(0)
  const stop = () => closeAll(closers, () => {})
  testScope().defer('server', stop)
  return { address, stop, start: () => start(Number(address.split(':')[1])) }
}

it('goes round its addresses', async () => {
  const servers = await Promise.all(['a', 'b', 'c'].map(stoppable))
  const client = slotsClient(servers.map(({ address }) => address))
  const answers: string[] = []
  for (let n = 0; n < 6; n++) answers.push((await client.getSlots(request())).answerId)
  expect(answers).toEqual(['a', 'b', 'c', 'a', 'b', 'c'])
})

it('goes past an address that is down, and back to it within seconds once it is up', { timeout: 30_000 }, async () => {
  const [a, b] = await Promise.all([stoppable('a'), stoppable('b')])
  const client = slotsClient([a.address, b.address])
  const ask = async (idempotent = false) => (await client.getSlots(request(), { idempotent })).answerId
  await ask()
  await a.stop()
  for (let n = 0; n < 4; n++) expect(await ask(true)).toBe('b')
  for (let n = 0; n < 10; n++) expect(await ask()).toBe('b')
  await a.start()
  const startedMs = performance.now()
  await until('an answer of the one that came back', async () => (await ask()) === 'a', 10_000)
  expect(performance.now() - startedMs).toBeLessThan(3_000)
})

it('tries an idempotent call again while nobody answers, and gives up at its deadline', async () => {
  const server = await stoppable('a')
  const client = slotsClient(server.address)
  await server.stop()
  await expect(client.getSlots(request(), { idempotent: true, timeoutMs: 200 })).rejects.toMatchObject({ code: 'unavailable' })
  const answered = client.getSlots(request(), { idempotent: true, timeoutMs: 10_000 })
  await server.start()
  expect((await answered).answerId).toBe('a')
})

it('tries a call once that does not say that it may be repeated', async () => {
  const server = await stoppable('a')
  await server.stop()
  const startedMs = performance.now()
  await expect(slotsClient(server.address).getSlots(request())).rejects.toMatchObject({ code: 'unavailable' })
  expect(performance.now() - startedMs).toBeLessThan(1_500)
})

it('sends nothing for a caller who has cancelled already', async () => {
  let calls = 0
  const client = slotsClient(await serveSlots(async () => answer(String(++calls))))
  const options = { signal: AbortSignal.abort(), idempotent: true }
  await expect(client.getSlots(request(), options)).rejects.toMatchObject({ code: 'unavailable', reason: 'cancelled' })
  expect(calls).toBe(0)
})
