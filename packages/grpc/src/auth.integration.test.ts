import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { answer, request, serveSlots, slotsClient, TOKEN } from './fixture.ts'
import { authenticator, type Call, requirePermission, requireTenant } from './index.ts'

const KEYS = new Map(
  [
    ['key-of-7', { tenant: '7', permissions: ['read'] }],
    ['admin-of-7', { tenant: '7', permissions: ['admin'] }],
  ].map(([key, known]) => [
    createHash('sha256')
      .update(key as string)
      .digest('hex'),
    known as { tenant: string; permissions: string[] },
  ]),
)

/** Answers with the tenant that it would act for. */
async function serve(
  permission = 'read',
  findApiKey: NonNullable<Parameters<typeof authenticator>[0]['findApiKey']> = (hash) => KEYS.get(hash),
) {
  const handler = async ({ context }: ReturnType<typeof request>, call: Call) => {
    requirePermission(call, permission)
    return answer(requireTenant(call, context))
  }
  return serveSlots(handler, { authenticate: authenticator({ serviceToken: TOKEN, findApiKey }) })
}

const apiKey = (key: string) => ({ serviceToken: undefined, apiKey: key })

it.each([
  ['nothing', { serviceToken: undefined }],
  ['an empty service token', { serviceToken: '' }],
  ['a wrong service token', { serviceToken: `${TOKEN}x` }],
  ['an unknown API key', apiKey('guess')],
  ['a key’s hash instead of the key', apiKey([...KEYS.keys()][0]!)],
])('refuses a caller with %s', async (_, credentials) => {
  const client = slotsClient(await serve(), credentials)
  await expect(client.getSlots(request('7'))).rejects.toMatchObject({ code: 'unauthenticated', message: 'missing or unknown credentials' })
})

it('refuses API keys where none are taken', async () => {
  const client = slotsClient(await serveSlots(async () => answer('')), apiKey('key-of-7'))
  await expect(client.getSlots(request('7'))).rejects.toMatchObject({ code: 'unauthenticated' })
})

it('lets a service act for the tenant that it names, or for any when it names none', async () => {
  const client = slotsClient(await serve())
  expect((await client.getSlots(request('7'), { tenant: '7' })).answerId).toBe('7')
  expect((await client.getSlots(request(), { tenant: '7' })).answerId).toBe('7')
  expect((await client.getSlots(request('8'))).answerId).toBe('8')
  await expect(client.getSlots(request('8'), { tenant: '7' })).rejects.toMatchObject({ code: 'permission_denied' })
  await expect(client.getSlots(request())).rejects.toMatchObject({ code: 'invalid_argument', field: 'context.tenant' })
})

it('lets an API key act for its own tenant only, whatever it claims', async () => {
  const client = slotsClient(await serve(), apiKey('key-of-7'))
  expect((await client.getSlots(request('7'))).answerId).toBe('7')
  expect((await client.getSlots(request())).answerId).toBe('7')
  await expect(client.getSlots(request('8'))).rejects.toMatchObject({ code: 'permission_denied', field: 'context.tenant' })
  await expect(client.getSlots(request('8'), { tenant: '8' })).rejects.toMatchObject({ code: 'permission_denied' })
})

it('refuses a key without the permission; admin has them all', async () => {
  const address = await serve('book')
  const denied = { code: 'permission_denied', reason: 'missing_permission' }
  await expect(slotsClient(address, apiKey('key-of-7')).getSlots(request('7'))).rejects.toMatchObject(denied)
  expect((await slotsClient(address, apiKey('admin-of-7')).getSlots(request('7'))).answerId).toBe('7')
})

it('waits for keys that are looked up elsewhere, and refuses when that fails', async () => {
  const client = slotsClient(await serve('read', async (hash) => KEYS.get(hash)), apiKey('key-of-7'))
  expect((await client.getSlots(request())).answerId).toBe('7')
  const broken = slotsClient(await serve('read', () => Promise.reject(new Error('directory is away'))), apiKey('key-of-7'))
  await expect(broken.getSlots(request())).rejects.toMatchObject({ code: 'internal', message: 'internal error' })
})

it('does not start with a service token that could be guessed', () => {
  expect(() => authenticator({ serviceToken: 'short' })).toThrow('at least 32 characters')
})
