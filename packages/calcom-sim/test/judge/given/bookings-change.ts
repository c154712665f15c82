import { after, as, base, type Given } from '../given.ts'
import type { Scene } from '../scene.ts'

const START = '2026-12-02T08:00:00Z'
const NEXT = '2026-12-02T09:30:00Z'
const one = (more: object = {}): Given => after(async (scene) => ({ id: await scene.book({ start: START, ...more }) }))
const pending = (more: object = {}): Given => one({ type: 7, start: '2026-12-03T08:00:00Z', ...more })
const then =
  (given: Given, step: (scene: Scene, uid: string) => Promise<unknown>): Given =>
  async (scene) => {
    const replay = await given(scene)
    const id = await step(scene, replay.id ?? '')
    return typeof id === 'string' ? { ...replay, id } : replay
  }
const moved = then(one(), (scene, uid) => scene.move(uid, NEXT))
const oldOfMoved = then(one(), async (scene, uid) => void (await scene.move(uid, NEXT)))
const past = after(async (scene) => ({ id: await scene.past() }))
const noCancelling = then(one({ type: 14 }), async (scene) => scene.change(14, { disableCancelling: { disabled: true } }))
const noMoving = then(one({ type: 14 }), async (scene) => scene.change(14, { disableRescheduling: { disabled: true } }))
const rejected = then(pending(), (scene, uid) => scene.act(uid, 'decline'))
const accepted = then(pending(), (scene, uid) => scene.act(uid, 'confirm'))
const cancelled = then(one(), (scene, uid) => scene.act(uid, 'cancel'))

export const bookingsCancel: Record<string, Given> = {
  cancel_by_foreign_key: as('bob', moved),
  cancel_by_unrelated_key: as('carol', one()),
  cancel_disabled: noCancelling,
  cancel_disabled_noauth: noCancelling,
  cancel_ended_noauth: past,
  cancel_ended_owner: past,
  cancel_extra_prop: one(),
  cancel_no_body: one(),
  cancel_no_reason_noauth: one(),
  cancel_ok: moved,
  cancel_old_rescheduled_uid: oldOfMoved,
  cancel_past_booking: then(past, async (scene, uid) => void (await scene.move(uid, '2027-01-25T10:00:00Z'))),
  cancel_pending: then(pending(), (scene, uid) => scene.move(uid, '2026-12-03T11:00:00Z')),
  cancel_rejected: rejected,
  cancel_twice: cancelled,
  cancel_unknown: base,
}

export const bookingsReschedule: Record<string, Given> = {
  reschedule_again_old_uid: oldOfMoved,
  reschedule_by_foreign_key: as('bob', one()),
  reschedule_cancelled: cancelled,
  reschedule_confirm_noauth_rescheduledBy_owner: accepted,
  reschedule_confirm_type_rescheduledBy_attendee: then(accepted, (scene, uid) => scene.move(uid, '2026-12-10T13:00:00Z', {}, 'nobody')),
  reschedule_confirm_type_rescheduledBy_owner: then(accepted, (scene, uid) => scene.move(uid, '2026-12-10T14:00:00Z')),
  reschedule_confirmed_of_confirm_type_noauth: accepted,
  reschedule_disabled: noMoving,
  reschedule_disabled_noauth: noMoving,
  reschedule_disabled_rescheduledBy_attendee: then(
    noMoving,
    async (scene, uid) => void (await scene.move(uid, '2027-02-02T08:00:00Z', {}, 'nobody')),
  ),
  reschedule_extra_metadata: one(),
  reschedule_min_notice_noauth: then(one({ type: 14 }), (scene) =>
    scene.change(14, { disableRescheduling: { disabled: false, minutesBefore: 60_000 } }),
  ),
  reschedule_missing_start: one(),
  reschedule_no_auth: one(),
  reschedule_ok: one(),
  reschedule_outside_hours: one(),
  reschedule_past_booking: past,
  reschedule_past_noauth: past,
  reschedule_pending: then(pending(), async () => undefined),
  reschedule_rejected_or_declined: rejected,
  reschedule_to_past: one(),
  reschedule_to_taken: then(one(), async (scene) => void (await scene.book({ start: '2026-12-02T11:00:00Z' }))),
}

const again = after(async (scene) => {
  await scene.book({ start: '2027-01-18T08:00:00Z', type: 7, name: 'Retry One', email: 'retry.one@example.com', metadata: { rid: '1' } })
})

export const bookingsDecide: Record<string, Given> = {
  confirm_accepted_booking: one(),
  confirm_by_foreign_key: as(
    'bob',
    then(moved, (scene, uid) => scene.act(uid, 'cancel')),
  ),
  confirm_ok: pending(),
  confirm_pending_by_foreign_key: as('bob', pending()),
  confirm_pending_by_unrelated_key: as('carol', pending()),
  confirm_rescheduled_old_booking_owner: oldOfMoved,
  confirm_twice: accepted,
  confirm_type_create_first: base,
  confirm_type_retry_same_attendee: again,
  confirm_type_retry_same_attendee_other_name: again,
  create_requires_confirmation: base,
  decline_accepted_booking: one(),
  decline_ok: pending(),
  decline_pending_by_unrelated_key: as('carol', pending()),
  mark_absent_ok: past,
}

export const bookingsGet: Record<string, Given> = {
  get_by_uid: one(),
  get_by_uid_noauth: one(),
  get_by_uid_oldversion: one(),
  get_new_after_reschedule: then(one(), (scene, uid) =>
    scene.move(uid, NEXT, { reschedulingReason: 'customer asked', rescheduledBy: 'jane@example.com' }),
  ),
  get_old_after_reschedule: then(one(), async (scene, uid) => void (await scene.move(uid, NEXT, { rescheduledBy: 'jane@example.com' }))),
  get_unknown_uid: base,
}
