import { AppointmentStatus, Origin, SyncStatus } from '@calbridge/contracts'
import { describe, expect, it } from 'vitest'
import { MINUTE, NOW, newBooking, segment, TEN } from '../domain/testing.ts'
import { appointmentMessage, claimMessage, originOf, remoteStatusOf, statusOf } from './messages.ts'

const ELEVEN = TEN + 60 * MINUTE

describe('an appointment on the wire', () => {
  it('tells what is wanted, and what stands at Cal.com while a move is on its way', () => {
    const remote = { uid: 'u2', previousUid: 'u1', bookingId: 7, status: 'accepted' as const, startMs: TEN, endMs: TEN, updatedAtMs: NOW }
    const moving = { segments: [segment({ startMs: ELEVEN, endMs: ELEVEN + 30 * MINUTE, remoteUid: 'u2' })], remotes: [remote], id: 4711 }
    expect(appointmentMessage(newBooking(moving).appointment, 'Haarschnitt')).toMatchObject({
      id: '4711',
      status: AppointmentStatus.APPOINTMENT_STATUS_PENDING,
      syncStatus: SyncStatus.SYNC_STATUS_PENDING,
      origin: Origin.ORIGIN_API,
      serviceName: 'Haarschnitt',
      startMs: ELEVEN,
      endMs: ELEVEN + 30 * MINUTE,
      customer: { name: 'Max', email: '', phone: '' },
      segments: [
        { startMs: ELEVEN, calcomUid: 'u2', calcomPreviousUid: 'u1', calcomBookingId: 7, calcomStatus: 'accepted', calcomStartMs: TEN },
      ],
    })
  })

  it('says empty and 0 for what is not there yet', () => {
    expect(appointmentMessage(newBooking().appointment).segments).toMatchObject([
      { calcomUid: '', calcomPreviousUid: '', calcomBookingId: 0, calcomStatus: '', calcomStartMs: 0 },
    ])
  })

  it('has a code for every status, and back', () => {
    for (const status of ['pending', 'confirmed', 'cancelled', 'completed', 'no_show', 'failed'] as const)
      expect(statusOf(appointmentMessage(newBooking({ status }).appointment).status)).toBe(status)
    expect(statusOf(AppointmentStatus.APPOINTMENT_STATUS_UNSPECIFIED)).toBeUndefined()
  })
})

it('a claim that never expires says 0', () => {
  const [claim] = newBooking().claims
  expect(claimMessage({ ...claim!, appointmentUid: 'a-1', version: 3 })).toMatchObject({ expiresAtMs: 0, version: 3, fromMs: TEN })
})

it('who does not say where a command comes from is the API, and Cal.com gives no commands', () => {
  expect([originOf(undefined), originOf(Origin.ORIGIN_UNSPECIFIED), originOf(Origin.ORIGIN_RETELL)]).toEqual(['api', 'api', 'retell'])
  expect(() => originOf(Origin.ORIGIN_CALCOM)).toThrow(expect.objectContaining({ code: 'invalid_argument', field: 'context.origin' }))
})

it('a status of Cal.com that is not known counts as standing: its time is not given away', () => {
  expect([remoteStatusOf('cancelled'), remoteStatusOf('awaiting_something')]).toEqual(['cancelled', 'accepted'])
})
