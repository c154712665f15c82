import type { Tenant } from '@calbridge/contracts'
import { expect, it } from 'vitest'
import type { Directory } from './directory.ts'
import { eventTypeAt, SALON, salonTenant } from './testing.ts'

export interface DirectoryHarness {
  readonly directory: Directory
  /** Publishes, and resolves once the directory has seen it; null deletes. */
  publish(id: string, tenant: Tenant | null): Promise<void>
  /** What the directory's clock says. */
  setNow(ms: number): void
}

const NOW = Date.UTC(2026, 2, 2, 9)

/** What every directory promises, real or in memory. `make` starts one that knows `tenants`. */
export function directoryContract(make: (tenants: readonly Tenant[], nowMs: number) => Promise<DirectoryHarness>): void {
  it('knows what was published before it started, once it is ready', async () => {
    const { directory } = await make([salonTenant(), salonTenant({ id: '2', apiKeys: [], webhooks: [], eventMap: [] })], NOW)
    await directory.caughtUp
    expect(directory.ready()).toBe(true)
    expect(directory.tenant('1')).toEqual(salonTenant())
    expect(
      directory
        .tenants()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['1', '2'])
    expect(directory.tenant('3')).toBeUndefined()
  })

  it('keeps the highest version, however late a lower one comes', async () => {
    const { directory, publish } = await make([salonTenant({ version: 5, name: 'five' })], NOW)
    await directory.caughtUp
    await publish('1', salonTenant({ version: 4, name: 'four' }))
    expect(directory.tenant('1')?.name).toBe('five')
    await publish('1', salonTenant({ version: 6, name: 'six' }))
    expect(directory.tenant('1')?.name).toBe('six')
  })

  it('finds keys, hooks and event types as the newest version has them, and no others', async () => {
    const { directory, publish } = await make([salonTenant()], NOW)
    await directory.caughtUp
    expect(directory.findApiKey(SALON.apiKey.hash)).toMatchObject({
      tenant: '1',
      keyId: '1',
      permissions: expect.arrayContaining(['book']),
    })
    expect(directory.findHook(SALON.hooks.nord)).toMatchObject({ tenant: { id: '1' }, hook: { credentialId: SALON.credentials.nord } })
    expect(directory.findEventType(eventTypeAt('cut', 'mara'))).toMatchObject([
      { tenant: { id: '1' }, mapping: { staffId: SALON.staff.mara } },
    ])
    await publish('1', salonTenant({ version: 2, apiKeys: [], webhooks: [], eventMap: [] }))
    expect(directory.findApiKey(SALON.apiKey.hash)).toBeUndefined()
    expect(directory.findHook(SALON.hooks.nord)).toBeUndefined()
    expect(directory.findEventType(eventTypeAt('cut', 'mara'))).toEqual([])
  })

  it('gives every tenant that has an event type', async () => {
    const { directory, publish } = await make([salonTenant(), salonTenant({ id: '2' })], NOW)
    await directory.caughtUp
    const tenants = () => directory.findEventType(eventTypeAt('cut', 'mara')).map(({ tenant }) => tenant.id)
    expect(tenants().sort()).toEqual(['1', '2'])
    await publish('1', null)
    expect(tenants()).toEqual(['2'])
  })

  it('does not find a key that was revoked, has expired, or whose tenant is not active', async () => {
    const { directory, publish, setNow } = await make([], NOW)
    const [key] = salonTenant().apiKeys
    const found = async (version: number, changes: Partial<Tenant>) => {
      await publish('1', salonTenant({ version, ...changes }))
      return directory.findApiKey(SALON.apiKey.hash) !== undefined
    }
    expect(await found(1, { apiKeys: key ? [{ ...key, revoked: true }] : [] })).toBe(false)
    expect(await found(2, { active: false })).toBe(false)
    expect(await found(3, { apiKeys: key ? [{ ...key, expiresAtMs: NOW + 1_000 }] : [] })).toBe(true)
    setNow(NOW + 1_000)
    expect(directory.findApiKey(SALON.apiKey.hash)).toBeUndefined()
  })

  it('forgets a deleted tenant, and is not brought to remember by an old record', async () => {
    const { directory, publish } = await make([salonTenant({ version: 3 })], NOW)
    await directory.caughtUp
    await publish('1', null)
    expect(directory.tenants()).toEqual([])
    await publish('1', salonTenant({ version: 2 }))
    expect([directory.tenant('1'), directory.findHook(SALON.hooks.mitte)]).toEqual([undefined, undefined])
  })
}
