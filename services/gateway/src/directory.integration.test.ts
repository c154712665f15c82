import { createKeyring, fingerprint, hashApiKey } from '@calbridge/calcom'
import {
  ApplyTenantRequest,
  CreateApiKeyRequest,
  credentialContext,
  DirectoryServiceClient,
  GetTenantRequest,
  hookContext,
  PausePolicy,
} from '@calbridge/contracts'
import { followDirectory } from '@calbridge/directory'
import { grpcClient } from '@calbridge/grpc'
import { fileScope, until } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { startGateway } from './start.ts'
import { gatewayEnvironment, SERVICE_TOKEN } from './testing/servers.ts'
import { wantedSalon } from './testing/wanted-salon.ts'

const scope = fileScope()

// One gateway for the file; each test makes a tenant of its own.
async function start() {
  const { environment, kafka } = await gatewayEnvironment()
  const { grpcPort } = await startGateway(loadConfig(environment), scope)
  const addresses = [`127.0.0.1:${grpcPort}`]
  const client = (credentials: { serviceToken: string } | { apiKey: string }) =>
    grpcClient(DirectoryServiceClient, { addresses, defaultDeadlineMs: 10_000, ...credentials }, scope)
  const published = await followDirectory({ kafka }, scope)
  return { asService: client({ serviceToken: SERVICE_TOKEN }), asKey: (apiKey: string) => client({ apiKey }), published, environment }
}
let gateway: Awaited<ReturnType<typeof start>>
beforeAll(async () => {
  gateway = await start()
})

const context = (tenant: string) => ({ tenant, origin: 0, callId: '', requestId: '', idempotencyKey: '' }) as const
const apply = (slug: string, changes: Parameters<typeof wantedSalon>[0] = {}) => {
  const request = wantedSalon({ slug, webhooks: [], ...changes })
  return gateway.asService.applyTenant(request)
}

describe('ApplyTenant', () => {
  it('makes a tenant from names alone, with ids, numbers for old scripts and resolved references', async () => {
    const tenant = await apply('from-names')

    const [mitte, nord] = tenant.branches
    const [mara, joerg] = tenant.staff
    expect(tenant).toMatchObject({ version: 1, slug: 'from-names', timeZone: 'Europe/Berlin' })
    expect(mitte).toMatchObject({ legacyId: '1', slug: 'mitte', timeZone: 'Europe/Berlin' })
    expect(nord).toMatchObject({ legacyId: '2', timeZone: 'Europe/Vienna' })
    expect(mara).toMatchObject({ legacyId: '1', email: 'mara@example.com', branchId: mitte!.id, calcomUserId: 101 })
    expect(joerg).toMatchObject({ legacyId: '2', slug: 'joerg', branchId: nord!.id })
    expect(tenant.services[0]!.branchIds).toEqual([mitte!.id, nord!.id].sort())
    expect(tenant.services[0]!.staff).toContainEqual({ staffId: mara!.id, weight: 1.5, canBook: true, allowedSegments: [] })
    expect(tenant.eventMap[0]).toMatchObject({
      eventTypeId: '4711',
      durationMin: 45,
      hostStaffIds: [mara!.id],
      credentialId: tenant.credentials[0]!.id,
    })
  })

  it('keeps the version, and publishes nothing, when the same is applied again', async () => {
    const first = await apply('repeated')
    const second = await apply('repeated')
    expect(second).toEqual(first)
    const again = await gateway.asService.applyTenant({ ...wantedSalon({}), tenant: first, context: context(first.id) })
    expect(again).toEqual(first)
  })

  it('changes what differs and leaves alone what is not mentioned', async () => {
    const first = await apply('changed')
    const second = await apply('changed', {
      branches: [],
      staff: [{ ...first.staff[0]!, name: 'Mara Neu' }],
      services: [],
      credentials: [],
      eventMap: [],
      features: { v2_enabled: true },
    })
    expect(second.version).toBe(2)
    expect(second.staff.map(({ name }) => name)).toEqual(['Mara Neu', 'Jörg'])
    expect(second.branches).toEqual(first.branches)
    expect(second.services).toEqual(first.services)
    expect(second.features).toEqual({ v2_enabled: true })
  })

  it('takes an import’s rows alone without touching the tenant that they are for', async () => {
    const first = await apply('imported')
    const request = ApplyTenantRequest.fromPartial({
      context: context(first.id),
      tenant: { eventMap: [{ serviceId: 'haarschnitt', branchId: 'nord', staffId: 'joerg', eventTypeId: '4712' }] },
    })
    const second = await gateway.asService.applyTenant(request)
    expect({ ...second, version: 1, eventMap: first.eventMap }).toEqual(first)
    expect(second.eventMap.map(({ eventTypeId }) => eventTypeId)).toEqual(['4711', '4712'])
  })

  it('keeps who may be taken while a composite service pauses, and is not told again what stands', async () => {
    const [service] = wantedSalon().tenant!.services
    const always = { ...service!, composite: true, pausePolicy: PausePolicy.PAUSE_POLICY_ALWAYS }
    const first = await apply('pausing', { services: [always] })
    expect(first.services[0]!.pausePolicy).toBe(PausePolicy.PAUSE_POLICY_ALWAYS)
    expect(await apply('pausing', { services: [{ ...always, pausePolicy: undefined }] })).toEqual(first)
  })

  it('publishes the whole tenant, each version once, to directory.v1', async () => {
    const { id } = await apply('published')
    const published = await until('the tenant', () => gateway.published.tenant(id))
    expect(published).toEqual(await gateway.asService.getTenant(GetTenantRequest.fromPartial({ context: context(id) })))
  })

  it('stores and publishes keys and secrets sealed to their row, never in clear', async () => {
    const request = wantedSalon({ slug: 'sealed' })
    const { id, credentials, webhooks } = await gateway.asService.applyTenant(request)
    const keyring = createKeyring(gateway.environment.KEY_ENCRYPTION_KEYS)
    const [credential] = credentials
    expect(credential!.fingerprint).toBe(fingerprint('cal_live_secret'))
    expect(keyring.open(credential!.encryptedKey, credential!.keyId, credentialContext(id, credential!.id))).toBe('cal_live_secret')
    expect(() => keyring.open(credential!.encryptedKey, credential!.keyId, credentialContext('0', credential!.id))).toThrow()

    const rotated = await gateway.asService.applyTenant({ ...request, webhookSecrets: { 'hook-of-salon': 'second-secret' } })
    const open = (bytes: Uint8Array) => keyring.open(bytes, rotated.webhooks[0]!.keyId, hookContext(id, 'hook-of-salon'))
    expect(webhooks[0]!.encryptedSecrets).toHaveLength(1)
    expect(rotated.webhooks[0]!.encryptedSecrets.map(open)).toEqual(['second-secret', 'first-secret'])
  })

  it('makes one tenant, at version 1, when the same is applied by many at once', async () => {
    const tenants = await Promise.all(Array.from({ length: 6 }, () => apply('racing')))
    for (const tenant of tenants) expect(tenant).toEqual(tenants[0])
    expect(tenants[0]!.version).toBe(1)
  })

  it('loses none of many changes at once, and publishes them all in the end', async () => {
    const { id, staff } = await apply('crowded')
    const add = (name: string) => apply('crowded', { staff: [{ ...staff[0]!, id: '', legacyId: '', slug: '', name }] })
    await Promise.all(['Ada', 'Ben', 'Cem', 'Dora', 'Emil'].map(add))
    const last = await until('version 6', () => {
      const tenant = gateway.published.tenant(id)
      return tenant?.version === 6 && tenant
    })
    expect(last.staff.map(({ legacyId }) => legacyId).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect(last.staff.map(({ name }) => name)).toEqual(expect.arrayContaining(['Ada', 'Ben', 'Cem', 'Dora', 'Emil', 'Mara', 'Jörg']))
  })

  it.each([
    { what: 'an unknown time zone', changes: { timeZone: 'Mars/Olympus' }, field: 'tenant.time_zone', code: 'invalid_argument' },
    {
      what: 'a service without a length',
      changes: { services: [{ name: 'x' }] },
      field: 'tenant.services[0].duration_min',
      code: 'invalid_argument',
    },
    {
      what: 'a reference to nobody',
      changes: { staff: [{ name: 'x', branchId: 'nowhere' }] },
      field: 'tenant.staff[0].branch_id',
      code: 'not_found',
    },
    { what: 'a credential without a key', changes: { credentials: [{ name: 'other', baseUrl: 'http://x' }] }, code: 'invalid_argument' },
  ])('refuses $what, names the field and stores nothing', async ({ changes, field, code }) => {
    const slug = `refused-${Math.random().toString(36).slice(2)}`
    const request = ApplyTenantRequest.fromPartial({ tenant: { slug, name: 'x', active: true, ...changes } })
    await expect(gateway.asService.applyTenant(request)).rejects.toMatchObject({ code, ...(field && { field }) })
    expect((await apply(slug)).version).toBe(1)
  })

  it('refuses to take another tenant’s hook', async () => {
    const hook = { hookId: 'hook-of-one-only', encryptedSecrets: [], keyId: '', credentialId: '' }
    await apply('hook-owner', { webhooks: [hook] })
    await expect(apply('hook-thief', { webhooks: [hook] })).rejects.toMatchObject({ code: 'conflict', reason: 'hook_id_taken' })
  })
})

describe('CreateApiKey', () => {
  it('shows the key once and publishes its hash alone', async () => {
    const { id } = await apply('keyed')
    const request = CreateApiKeyRequest.fromPartial({ context: context(id), name: 'voice', permissions: ['read', 'book'] })
    const { key, apiKey } = await gateway.asService.createApiKey(request)
    expect(key).toMatch(/^cb_[\w-]{43}$/)
    expect(apiKey?.hash).toBe(hashApiKey(key))
    const found = await until('the key', () => gateway.published.findApiKey(hashApiKey(key)))
    expect(found).toMatchObject({ tenant: id, permissions: ['read', 'book'] })
  })

  it('refuses a permission that does not exist', async () => {
    const { id } = await apply('odd-permission')
    const request = CreateApiKeyRequest.fromPartial({ context: context(id), name: 'x', permissions: ['read', 'root'] })
    await expect(gateway.asService.createApiKey(request)).rejects.toMatchObject({ code: 'invalid_argument', field: 'permissions' })
  })
})

describe('an API key on gRPC', () => {
  const keyOf = async (slug: string, permissions: string[]) => {
    const { id } = await apply(slug)
    const { key } = await gateway.asService.createApiKey(CreateApiKeyRequest.fromPartial({ context: context(id), name: 'x', permissions }))
    await until('the gateway to know the key', () => gateway.published.findApiKey(hashApiKey(key)))
    return { id, as: gateway.asKey(key) }
  }

  it('sees its own tenant and no other, whatever the request names', async () => {
    const [mine, other] = [await keyOf('mine', ['admin']), await apply('not-mine')]
    const own = await until('my tenant', () => mine.as.getTenant(GetTenantRequest.fromPartial({ context: context(mine.id) })))
    expect(own.id).toBe(mine.id)
    await expect(mine.as.getTenant(GetTenantRequest.fromPartial({ context: context(other.id) }))).rejects.toMatchObject({
      code: 'permission_denied',
    })
    await expect(mine.as.applyTenant(wantedSalon({ id: other.id, slug: 'not-mine' }))).rejects.toMatchObject({ code: 'permission_denied' })
    // By slug alone it is its own tenant that would be renamed, and the slug is taken.
    await expect(mine.as.applyTenant(wantedSalon({ slug: 'not-mine', webhooks: [] }))).rejects.toMatchObject({ code: 'conflict' })
  })

  it('may not administer without the permission', async () => {
    const { id, as } = await keyOf('reader', ['read', 'book', 'cancel', 'reschedule'])
    await until('the key to be known', () =>
      as.getTenant(GetTenantRequest.fromPartial({ context: context(id) })).catch((error) => error.code === 'permission_denied'),
    )
    await expect(as.applyTenant(wantedSalon({ slug: 'reader' }))).rejects.toMatchObject({ code: 'permission_denied' })
  })
})
