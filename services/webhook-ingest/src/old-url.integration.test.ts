import { IngestStatus } from '@calbridge/contracts'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, expect, it } from 'vitest'
import { bodyOf, OTHER, SECRETS, SHARED_EVENT_TYPE, uidOf } from './testing/deliveries.ts'
import { type Stack, startStack } from './testing/stack.ts'

const scope = fileScope()
let stack: Stack
beforeAll(async () => {
  stack = await startStack(scope)
})

const { INGEST_STATUS_PROCESSED } = IngestStatus
const UNSIGNED = { code: 'unauthenticated', message: 'Invalid Cal.com signature' }

it('finds the tenant of the old URL by the event type, and a booking’s later news by its uid', async () => {
  const uid = uidOf()
  const old = { hookId: '', secret: SECRETS.nord }
  expect(await stack.deliver(bodyOf({ uid }), old)).toMatchObject({ status: INGEST_STATUS_PROCESSED, tenant: '1' })
  const noShow = JSON.stringify({
    triggerEvent: 'BOOKING_NO_SHOW_UPDATED',
    payload: { bookingUid: uid, attendees: [{ email: 'max@example.com', noShow: true }] },
  })
  expect(await stack.deliver(noShow, old)).toMatchObject({ status: INGEST_STATUS_PROCESSED, tenant: '1' })
  await expect(stack.deliver(noShow, { hookId: '', secret: SECRETS.other })).rejects.toMatchObject(UNSIGNED)
  await expect(stack.deliver(noShow.replace(uid, uidOf()), old)).rejects.toMatchObject(UNSIGNED)
})

it('takes a delivery to the old URL for the tenant whose secret signed it, where two map its event type', async () => {
  for (const [secret, tenant] of [
    [SECRETS.nord, '1'],
    [SECRETS.other, OTHER.tenant],
  ] as const)
    expect(await stack.deliver(bodyOf({ eventTypeId: SHARED_EVENT_TYPE }), { hookId: '', secret })).toMatchObject({
      status: INGEST_STATUS_PROCESSED,
      tenant,
    })
})

it('does not let another tenant take a booking’s uid for the old URL', async () => {
  const uid = uidOf()
  await stack.deliver(bodyOf({ uid }))
  await stack.deliver(bodyOf({ uid, eventTypeId: Number(OTHER.eventType) }), { hookId: OTHER.hook, secret: SECRETS.other })
  const cancelled = bodyOf({ uid, eventTypeId: undefined }, { triggerEvent: 'BOOKING_CANCELLED' })
  expect(await stack.deliver(cancelled, { hookId: '' })).toMatchObject({ tenant: '1' })
})
