import { randomBytes } from 'node:crypto'
import { createKeyring } from '@calbridge/calcom'
import { hookContext, type Tenant } from '@calbridge/contracts'
import { memoryDirectory } from '@calbridge/directory'
import { eventTypeAt, salonTenant } from '@calbridge/directory/testing'
import { describe, expect, it } from 'vitest'
import { byContent, verifiedTenant } from './find-tenant.ts'

const keyring = createKeyring(`k1:${randomBytes(32).toString('base64')}`)
const EVENT_TYPE = eventTypeAt('cut', 'mara')

/** A tenant that maps the salon's event types, with a secret of its own. */
function owner(id: string, sealedFor = id): Tenant {
  const { bytes } = keyring.seal(`secret-of-${id}`, hookContext(sealedFor, `hook-${id}`))
  return salonTenant({ id, webhooks: [{ hookId: `hook-${id}`, encryptedSecrets: [Buffer.from(bytes)], keyId: 'k1', credentialId: '1' }] })
}

/** The tenant that verifies a delivery of the event type, signed with the secret. */
async function ownerOf(tenants: readonly Tenant[], secret: string, { uid, takenFor }: { uid?: string; takenFor?: string } = {}) {
  const deps = { directory: memoryDirectory(tenants), store: { tenantOf: async () => takenFor } }
  const eventTypeId = uid ? undefined : Number(EVENT_TYPE)
  const claimed = await byContent(deps, { eventTypeId, uid } as Parameters<typeof byContent>[1])
  return verifiedTenant(keyring, claimed, (secrets) => secrets.includes(secret))?.id
}

describe('an event type that several tenants map', () => {
  it.each(['1', '2', '3'])('belongs to the one whose secret signed the delivery: %s', async (id) =>
    expect(await ownerOf([owner('1'), owner('2'), owner('3')], `secret-of-${id}`)).toBe(id),
  )

  it('is nobody’s when none of their secrets did', async () =>
    expect(await ownerOf([owner('1'), owner('2')], 'secret-of-3')).toBeUndefined())

  it('is never taken from who had it by any number of others, and no more than eight secrets are tried', async () => {
    const tenants = Array.from({ length: 12 }, (_, n) => owner(String(n + 1))).reverse()
    expect(await ownerOf(tenants, 'secret-of-1')).toBe('1')
    expect(await ownerOf(tenants, 'secret-of-8')).toBe('8')
    expect(await ownerOf(tenants, 'secret-of-9')).toBeUndefined()
  })

  it('is not kept from one by another’s secret that cannot be opened; alone, that one is the reason', async () => {
    const broken = owner('1', 'of somebody else')
    expect(await ownerOf([broken, owner('2')], 'secret-of-2')).toBe('2')
    await expect(ownerOf([broken], 'secret-of-1')).rejects.toMatchObject({ code: 'failed_precondition' })
  })
})

it('goes by the booking where nobody maps the event type', async () => {
  expect(await ownerOf([owner('1'), owner('2')], 'secret-of-2', { uid: 'u1', takenFor: '2' })).toBe('2')
  expect(await ownerOf([owner('1'), owner('2')], 'secret-of-1', { uid: 'u1', takenFor: '2' })).toBeUndefined()
})
