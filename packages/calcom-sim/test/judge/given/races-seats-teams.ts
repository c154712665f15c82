import { after, base, type Given } from '../given.ts'

const rival = (asked: object, eventTypeId: number, i: number) => ({
  ...asked,
  eventTypeId,
  attendee: { name: `Rival ${i}`, email: `rival.${i}@example.com`, timeZone: 'Europe/Berlin' },
})
/** The recorded request and others for the same start, at once. */
const race = (types: readonly number[]): Given =>
  after(async () => ({ rivals: (asked: object) => types.map((type, i) => rival(asked, type, i)) }))

const SEAT = '2026-12-17T09:00:00Z'
const seats = (...names: string[]): Given =>
  after(async (scene) => {
    for (const name of names) await scene.book({ start: SEAT, type: 12, name, email: `${name}@example.com` })
  })
const team = (type: number, start: string, ...names: string[]): Given =>
  after(async (scene) => {
    for (const name of names) await scene.book({ start, type, name, email: `${name}@example.com` })
  })

export const bookingsRaces: Record<string, Given> = {
  pending_block_same_slot_second_request: after(
    async (scene) => void (await scene.book({ start: '2026-12-03T13:00:00Z', type: 8, email: 'six@example.com' })),
  ),
  pending_same_slot_second_request: after(
    async (scene) => void (await scene.book({ start: '2026-12-03T12:00:00Z', type: 7, email: 'four@example.com' })),
  ),
  race_identical_slot_2x_prod_loser0: race([10]),
  race_identical_slot_5x_prod_loser0: race([10, 10, 10, 10]),
  race_identical_slot_same_attendee_2x_prod_loser0: after(async () => ({ rivals: (asked: object) => [asked] })),
  race_overlap_30_vs_60_prod_loser0: race([10]),
}

export const bookingsSeats: Record<string, Given> = {
  seats_book2: seats('seat.one'),
  seats_book3_full: seats('seat.one', 'seat.two'),
  seats_same_email: seats('seat.one', 'seat.two'),
}

export const bookingsTeam: Record<string, Given> = {
  team_coll_alice_busy_user_event: team(202, '2026-12-14T11:00:00Z', 'one'),
  team_coll_book1: base,
  team_coll_book2_same_slot: team(202, '2026-12-14T11:00:00Z', 'one'),
  team_rr_book1: base,
  team_rr_book2_same_slot: team(201, '2026-12-14T09:00:00Z', 'one'),
  team_rr_retry_same_attendee: team(201, '2026-12-14T10:00:00Z', 'rr.same'),
  team_rrfixed_fixed_host_busy: team(1, '2026-12-14T12:00:00Z', 'one'),
  team_rrfixed_ok: base,
  team_rrfixed_same_slot: team(203, '2026-12-14T13:00:00Z', 'one'),
}
