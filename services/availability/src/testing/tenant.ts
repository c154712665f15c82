import { createKeyring, fingerprint } from '@calbridge/calcom'
import { credentialContext, type EventMapping, type Tenant } from '@calbridge/contracts'
import { salonTenant } from '@calbridge/directory/testing'

export const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`

export const SERVICE = '1'
export const BRANCH = '00000000-0000-4000-8001-000000000001'
export const STAFF = { anna: '00000000-0000-4000-8002-000000000001', ben: '00000000-0000-4000-8002-000000000002' }

export interface TenantOptions {
  readonly id: string
  readonly baseUrl: string
  readonly calcomKey: string
  /** Event type of each. */
  readonly eventTypes: { readonly anna: string; readonly ben: string }
  readonly bufferAfterMin?: number
  readonly callsPerMinute?: number
  /** Of the hosts' schedules, as it comes with the import. */
  readonly timeZone?: string | undefined
}

/** A branch, two hosts, one service of half an hour, one event type per host, one key of Cal.com. */
export function testTenant({
  id,
  baseUrl,
  calcomKey,
  eventTypes,
  bufferAfterMin = 0,
  callsPerMinute = 0,
  timeZone = '',
}: TenantOptions): Tenant {
  const salon = salonTenant({ id, slug: `t-${id}` })
  const sealed = createKeyring(KEYS).seal(calcomKey, credentialContext(id, '1'))
  const [branch] = salon.branches
  const doer = (staffId: string, weight: number) => ({ staffId, weight, canBook: true, allowedSegments: [] })
  return {
    ...salon,
    branches: [{ ...branch!, id: BRANCH }],
    staff: [
      { ...salon.staff[0]!, id: STAFF.anna, branchId: BRANCH, timeZone },
      { ...salon.staff[1]!, id: STAFF.ben, branchId: BRANCH, timeZone },
    ],
    services: [
      {
        ...salon.services[0]!,
        id: SERVICE,
        durationMin: 30,
        bufferBeforeMin: 0,
        bufferAfterMin,
        minimumNoticeMin: 0,
        branchIds: [],
        staff: [doer(STAFF.anna, 2), doer(STAFF.ben, 1)],
      },
    ],
    eventMap: [mapping('1', STAFF.anna, eventTypes.anna), mapping('2', STAFF.ben, eventTypes.ben)],
    credentials: [
      {
        id: '1',
        name: 'main',
        baseUrl: `${baseUrl}/v2`,
        encryptedKey: Buffer.from(sealed.bytes),
        keyId: sealed.keyId,
        fingerprint: fingerprint(calcomKey),
        callsPerMinute,
      },
    ],
    webhooks: [],
    apiKeys: [],
  }
}

const mapping = (id: string, staffId: string, eventTypeId: string): EventMapping => ({
  id,
  serviceId: SERVICE,
  branchId: BRANCH,
  segmentKey: '',
  staffId,
  eventTypeId,
  credentialId: '1',
  slug: `et-${eventTypeId}`,
  hostStaffIds: [staffId],
  durationMin: 30,
  seated: false,
})
