import { after, as, base, type Given } from '../given.ts'
import type { Scene } from '../scene.ts'

const plain = after(async (scene) => {
  for (const hour of ['08', '09', '10']) await scene.book({ start: `2026-11-30T${hour}:00:00Z` })
})
const sixth = after(async (scene) => {
  for (const hour of ['08', '09', '10', '11', '12', '13']) await scene.book({ start: `2026-11-30T${hour}:00:00Z` })
})
const firstDay = after(async (scene) => void (await scene.book({ start: '2026-12-01T13:30:00Z' })))
const manyKeys = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'v']))
const metadataDay = after(async (scene) => {
  await scene.book({ start: '2026-12-01T09:30:00Z', metadata: manyKeys })
  await scene.book({ start: '2026-12-01T10:00:00Z', metadata: { k: 'v' } })
  await scene.book({ start: '2026-12-01T11:00:00Z' })
})
const cancelled = after(async (scene) => {
  for (const hour of ['08', '09', '10']) await scene.act(await scene.book({ start: `2026-12-04T${hour}:00:00Z` }), 'cancel')
})
const chain = async (scene: Scene) => {
  const who = { name: 'Life One', email: 'life.one@example.com' }
  const first = await scene.book({ start: '2026-12-02T08:00:00Z', ...who })
  const second = await scene.move(first, '2026-12-02T09:00:00Z', {
    reschedulingReason: 'customer asked',
    rescheduledBy: 'life.one@example.com',
  })
  const third = await scene.move(second, '2026-12-02T09:00:00Z')
  const fourth = await scene.move(third, '2026-12-02T09:30:00Z', {}, 'nobody')
  return fourth
}
const life = after(async (scene) => void (await chain(scene)))
const unconfirmed = after(async (scene) => {
  await scene.book({ start: '2026-12-03T13:00:00Z', type: 8, email: 'conf.six@example.com' })
  await scene.book({ start: '2027-01-08T08:00:00Z', type: 7, email: 'a@example.com' })
})
const phone = { name: 'Phone Only', phoneNumber: '+4915112345678', timeZone: 'Europe/Berlin' }
/** The recorded times of change belong to other bookings: those of one made here stand in. */
const since = (field: 'createdAt' | 'updatedAt', query: (time: string) => string): Given =>
  after(async (scene) => {
    await scene.book({ start: '2026-12-04T12:30:00Z' })
    const uid = await scene.book({ start: '2026-12-04T13:30:00Z' })
    const booking = (await scene.call('GET', `/v2/bookings/${uid}`)).body.data
    await scene.book({ start: '2026-12-04T14:00:00Z' })
    return { path: `/v2/bookings?${query(booking[field])}` }
  })

export const bookingsList: Record<string, Given> = {
  list_afterCreatedAt: since('createdAt', (time) => `take=2&sortCreated=asc&afterCreatedAt=${time}`),
  list_afterStart_bad: base,
  list_afterStart_beforeEnd: plain,
  list_afterStart_dateonly: metadataDay,
  list_afterStart_exact: firstDay,
  list_afterStart_offset: firstDay,
  list_afterUpdatedAt_exact: since('updatedAt', (time) => `sortUpdatedAt=asc&afterUpdatedAt=${time}`),
  list_afterUpdatedAt_second: since('updatedAt', (time) => `sortUpdatedAt=asc&afterUpdatedAt=${time}`),
  list_attendeeEmail: life,
  list_attendeeEmail_case: life,
  list_attendeeEmail_guest: after(async (scene) => void (await scene.book({ start: '2026-12-01T12:00:00Z', guests: ['g1@example.com'] }))),
  list_attendeeEmail_partial: life,
  list_attendeeEmail_unknown: life,
  list_attendeeName: life,
  list_attendeeName_partial: life,
  list_beforeUpdatedAt_exact: since('updatedAt', (time) => `take=2&sortUpdatedAt=desc&beforeUpdatedAt=${time}`),
  list_bookingUid: after(async (scene) => {
    const uid = await scene.book({ start: '2026-12-04T14:00:00Z' })
    return { path: `/v2/bookings?bookingUid=${uid}` }
  }),
  list_bookingUid_unknown: plain,
  list_combo_recover: plain,
  list_default: plain,
  list_eventTypeId: after(async (scene) => {
    await scene.book({ start: '2026-11-30T11:00:00Z', type: 4, lengthInMinutes: 60 })
    await scene.book({ start: '2026-11-30T13:00:00Z', type: 4 })
  }),
  list_last_updated: plain,
  list_metadata_filter: plain,
  list_metadata_filter2: plain,
  list_noauth: plain,
  list_noversion: after(async (scene) => {
    for (const hour of ['08', '09', '10', '11', '12', '13', '14']) await scene.book({ start: `2026-11-30T${hour}:00:00Z` })
    await scene.book({ start: '2026-11-30T08:30:00Z', metadata: manyKeys })
    await scene.book({ start: '2026-11-30T09:30:00Z', location: undefined, type: 4 })
    await scene.book({ start: '2026-11-30T10:30:00Z', metadata: { k: 'v' } })
    await scene.book({ start: '2026-12-01T11:00:00Z' })
  }),
  list_other_user_bob: as('bob', plain),
  list_past: plain,
  list_phone_only: after(
    async (scene) => void (await scene.book({ start: '2027-01-21T08:00:00Z', type: 13, attendee: phone, location: undefined })),
  ),
  list_skip_beyond: plain,
  list_skip_neg: base,
  list_sortCreated_desc: plain,
  list_sortStart_desc: plain,
  list_sortUpdated_asc: plain,
  list_sortUpdated_desc: plain,
  list_sort_bad: base,
  list_status_accepted: base,
  list_status_cancelled: cancelled,
  list_status_past: after(async (scene) => void (await scene.past())),
  list_status_recurring: plain,
  list_status_unconfirmed: unconfirmed,
  list_status_upcoming: plain,
  list_status_upcoming_cancelled: plain,
  list_take250: plain,
  list_take3: sixth,
  list_take3_skip3: sixth,
}
