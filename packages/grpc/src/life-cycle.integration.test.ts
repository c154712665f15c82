import { closeAll, type Scope } from '@calbridge/core'
import { testScope } from '@calbridge/testkit'
import { credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js'
import { service as healthDefinition } from 'grpc-health-check'
import { expect, it } from 'vitest'
import { answer, request, serveSlots, slotsClient } from './fixture.ts'

/** A scope that the test closes when it wants to. */
function ownScope() {
  const closers: Parameters<typeof closeAll>[0] = []
  const scope: Scope = { defer: (what, close) => void closers.push({ what, close }), fail: () => {} }
  const close = () => closeAll(closers, () => {})
  testScope().defer('own scope', close)
  return { scope, close }
}

async function health(address: string, name: string): Promise<string> {
  const Health = makeGenericClientConstructor(healthDefinition, 'Health')
  const client = new Health(address, credentials.createInsecure())
  try {
    return await new Promise((resolve, reject) =>
      client.check!({ service: name }, (error: ServiceError | null, response: { status: string }) =>
        error ? reject(error) : resolve(response.status),
      ),
    )
  } finally {
    client.close()
  }
}

it('tells its health to callers without credentials, as a whole and by service', async () => {
  const address = await serveSlots(async () => answer(''))
  expect(await health(address, '')).toBe('SERVING')
  expect(await health(address, 'calbridge.availability.v1.AvailabilityService')).toBe('SERVING')
  await expect(health(address, 'another.Service')).rejects.toMatchObject({ code: 5 })
})

it('lets calls in flight finish when it closes, and takes no new ones', async () => {
  const { scope, close } = ownScope()
  const [begun, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const address = await serveSlots(
    async (_, { signal }) => {
      begun.resolve()
      await release.promise
      return answer(String(signal.aborted))
    },
    {},
    scope,
  )
  const inFlight = slotsClient(address).getSlots(request())
  await begun.promise
  const closed = close()
  await expect(slotsClient(address).getSlots(request(), { timeoutMs: 300 })).rejects.toMatchObject({ code: 'unavailable' })
  release.resolve()
  expect((await inFlight).answerId).toBe('false')
  await closed
})

it('closes in bounded time although a call never ends', async () => {
  const { scope, close } = ownScope()
  const begun = Promise.withResolvers<void>()
  const address = await serveSlots(
    () => {
      begun.resolve()
      return new Promise(() => {})
    },
    { shutdownMs: 100 },
    scope,
  )
  const stuck = expect(slotsClient(address).getSlots(request())).rejects.toMatchObject({ code: 'unavailable', reason: undefined })
  await begun.promise
  const startedMs = performance.now()
  await close()
  expect(performance.now() - startedMs).toBeLessThan(1_000)
  await stuck
})
