import { after, base, type Given } from '../given.ts'

const buffered = after(async (scene) => void (await scene.book({ start: '2026-12-07T11:00:00Z', type: 3 })))
const cached = after(async (scene) => {
  const uid = await scene.book({ start: '2026-12-08T09:00:00Z' })
  return { path: `/v2/slots?eventTypeId=1&start=2026-12-08&end=2026-12-08&timeZone=Europe/Berlin&bookingUidToReschedule=${uid}` }
})

export const slots: Record<string, Given> = {
  slots_after_offgrid_booking: after(async (scene) => void (await scene.book({ start: '2027-02-05T09:07:00Z' }))),
  slots_bad_date: base,
  slots_bad_tz: base,
  slots_bookingUidToReschedule: cached,
  slots_buf_after_booking_cut30: buffered,
  slots_buf_after_booking_cut60: buffered,
  slots_buf_after_own_booking_buffered_type: buffered,
  slots_buffered_empty_day: base,
  slots_cache_before: base,
  slots_dst_autumn_2027: base,
  slots_dst_autumn_2027_ny: base,
  slots_dst_spring_2027: base,
  slots_dst_spring_2027_utc: base,
  slots_duration_not_allowed_multi_45: base,
  slots_duration_on_single_length: base,
  slots_end_before_start: base,
  slots_extra_param: base,
  slots_head: base,
  slots_if_none_match: after(async (scene) => {
    const answer = await scene.call('GET', '/v2/slots?eventTypeId=2&start=2026-11-30&end=2026-11-30')
    return { headers: { 'If-None-Match': answer.headers.etag ?? '' } }
  }),
  slots_iso_end_midnight: base,
  slots_iso_range: base,
  slots_missing_start: base,
  slots_multi_no_duration: base,
  slots_no_auth: base,
  slots_no_version_header: base,
  slots_notice_48h: base,
  slots_old_available: base,
  slots_range_utc: base,
  slots_seats: base,
  slots_seats_with_bookings: after(async (scene) => {
    for (const email of ['one@example.com', 'two@example.com']) await scene.book({ start: '2026-12-17T09:00:00Z', type: 12, email })
  }),
  slots_time_day: base,
  slots_time_day_tz: base,
  slots_unknown_eventtype: base,
  slots_unknown_username: base,
  slots_unknown_version_header: base,
  slots_window_7d: base,
  slots_without_bookingUidToReschedule: after(async (scene) => void (await scene.book({ start: '2026-12-08T09:00:00Z' }))),
}
