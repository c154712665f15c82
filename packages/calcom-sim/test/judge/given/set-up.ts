import { after, base, type Given } from '../given.ts'
import { PEOPLE } from '../world.ts'

/** The event types and schedules themselves were made when there were none. */
const people: Given = (scene) => {
  scene.begin(PEOPLE)
  return {}
}
const withSchedules: Given = async (scene) => {
  scene.begin(PEOPLE)
  for (const name of ['Work', 'All week']) {
    await scene.call('POST', '/v2/schedules', { name, timeZone: 'Europe/Berlin', isDefault: name === 'Work' })
  }
  return {}
}
const TRIGGERS = ['BOOKING_CREATED', 'BOOKING_RESCHEDULED', 'BOOKING_CANCELLED']
const hooked = after(async (scene) => {
  const body = { active: true, subscriberUrl: 'http://127.0.0.1:8099/hook/user', triggers: TRIGGERS, secret: 'whsec_local_test' }
  return { id: (await scene.call('POST', '/v2/webhooks', body)).body.data.id }
})
const types = [
  'buffered',
  'confirm-block',
  'confirm',
  'cut-30',
  'cut-60',
  'dst',
  'multi',
  'no-location',
  'notice',
  'phone',
  'race',
  'seats',
  'window',
]

export const eventTypesAndSchedules: Record<string, Given> = {
  ...Object.fromEntries(types.map((type) => [`seed_eventtype_${type}`, withSchedules])),
  seed_schedule: people,
  seed_schedule_allday: people,
}

export const webhooksAdmin: Record<string, Given> = {
  webhook_bad_trigger: base,
  webhook_bad_url: base,
  webhook_create: base,
  webhook_create_duplicate_url: hooked,
  webhook_delete_unknown: base,
  webhook_get_unknown: base,
  webhook_list: hooked,
  webhook_loopback_allowed_selfhosted: base,
  webhook_patch: hooked,
}

const reserved = (start = '2026-12-09T09:00:00Z', type = 1): Given => after(async (scene) => ({ id: await scene.reserve(start, type) }))
const booked = after(async (scene) => void (await scene.book({ start: '2026-12-09T13:00:00Z' })))

export const reservations: Record<string, Given> = {
  reservation_get: reserved(),
  reservation_get_after_booking: after(async (scene) => {
    const id = await scene.reserve('2026-12-09T13:00:00Z')
    await scene.book({ start: '2026-12-09T13:00:00Z' })
    return { id }
  }),
  reservation_get_unknown: base,
  reservation_patch_other: reserved(),
  reservation_patch_same: reserved(),
  reserve_booked_slot: booked,
  reserve_duration: base,
  reserve_noauth: base,
  reserve_noauth_duration: base,
  reserve_ok: base,
  reserve_other_event_type_same_host: after(async (scene) => void (await scene.reserve('2026-12-09T09:00:00Z'))),
  reserve_outside_hours: base,
  reserve_past: base,
  reserve_same_slot: after(async (scene) => void (await scene.reserve('2026-12-09T09:00:00Z'))),
  reserve_slot_booked_under_other_type: booked,
  reserve_unknown_et: base,
}
