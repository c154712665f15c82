import { headersOf, type Scene } from './scene.ts'

/** What has to happen for each recorded delivery; the last ones of its trigger are compared. */
export const OCCASIONS: Record<string, (scene: Scene, url: string) => Promise<unknown>> = {
  hook_created: (scene) => scene.book({ start: '2026-12-02T08:00:00Z' }),
  hook_created_phone_only: (scene) => {
    const attendee = { name: 'Phone Only', phoneNumber: '+4915112345678', timeZone: 'Europe/Berlin' }
    return scene.book({ start: '2027-01-21T08:00:00Z', type: 13, attendee, location: undefined })
  },
  hook_created_after_confirm: async (scene) => scene.act(await pending(scene), 'confirm'),
  hook_rejected: async (scene) => scene.act(await pending(scene), 'decline', { reason: 'no time' }),
  hook_requested: pending,
  hook_requested_by_reschedule: async (scene) => {
    const uid = await pending(scene)
    await scene.act(uid, 'confirm')
    await scene.move(uid, '2027-06-08T09:00:00Z', {}, 'nobody')
  },
  hook_rescheduled: async (scene) => scene.move(await one(scene), '2026-12-02T09:00:00Z', { rescheduledBy: 'jane@example.com' }),
  hook_rescheduled_pending: async (scene) => scene.move(await pending(scene), '2026-12-03T11:00:00Z'),
  hook_cancelled: async (scene) => scene.act(await one(scene), 'cancel'),
  hook_cancelled_pending: async (scene) => scene.act(await scene.move(await pending(scene), '2026-12-03T11:00:00Z'), 'cancel'),
  hook_no_show_updated: async (scene) => {
    const uid = await scene.past()
    const attendees = [{ email: 'past.one@example.com', absent: true }]
    await scene.call('POST', `/v2/bookings/${uid}/mark-absent`, { attendees })
  },
  hooks_recurring: (scene) =>
    scene.send(
      'POST',
      '/v2/bookings',
      {
        start: '2027-02-01T08:00:00Z',
        eventTypeId: 17,
        attendee: { name: 'Recur One', email: 'recur.one@example.com', timeZone: 'Europe/Berlin' },
        location: { type: 'attendeePhone', phone: '+4915112345678' },
        metadata: { calbridge_request_id: 'req-1', channel: 'voice' },
      },
      headersOf('alice', '2024-08-13'),
    ),
  hooks_two_levels_and_nosecret: async (scene, url) => {
    const body = { active: true, subscriberUrl: `${url}/user`, triggers: ['BOOKING_CREATED'], secret: 'whsec_local_test' }
    await scene.call('POST', '/v2/event-types/1/webhooks', body)
    await scene.call('POST', '/v2/webhooks', { active: true, subscriberUrl: `${url}/nosecret`, triggers: ['BOOKING_CREATED'] })
    await one(scene)
  },
  raw_meeting_started_payload: meeting,
  raw_meeting_ended_payload: meeting,
}

function one(scene: Scene): Promise<string> {
  return scene.book({ start: '2026-12-02T08:00:00Z' })
}

function pending(scene: Scene): Promise<string> {
  return scene.book({ start: '2026-12-03T08:00:00Z', type: 7 })
}

async function meeting(scene: Scene): Promise<void> {
  await one(scene)
  scene.sim.control.clock({ now: '2026-12-02T09:00:00Z' })
  await scene.sim.control.cron()
}
