import { Appointment } from '@calbridge/contracts'
import { SALON } from '@calbridge/directory/testing'

/** Tests that stay true: everything happens in June of next year. */
export const YEAR = new Date().getUTCFullYear() + 1

/** 1 June, 10:00 in Berlin. */
export const START_MS = Date.UTC(YEAR, 5, 1, 8)

/** An appointment of the salon as booking would give it: confirmed, 1 June, 10:00 in Berlin. */
export const booked = (changes: Partial<Appointment> = {}): Appointment =>
  Appointment.fromPartial({
    uid: '01985a3c-0000-7000-8000-000000000001',
    id: '123',
    tenant: SALON.tenant,
    status: 2,
    syncStatus: 2,
    origin: 3,
    serviceId: SALON.services.cut,
    serviceName: 'Haarschnitt',
    branchId: SALON.branches.mitte,
    startMs: START_MS,
    endMs: START_MS + 45 * 60_000,
    timeZone: 'Europe/Berlin',
    version: 2,
    createdAtMs: Date.UTC(YEAR, 4, 1),
    updatedAtMs: Date.UTC(YEAR, 4, 1),
    customer: { name: 'Erika Muster', email: 'erika@example.com' },
    segments: [
      { index: 0, staffId: SALON.staff.mara, startMs: START_MS, endMs: START_MS + 45 * 60_000, calcomUid: 'abc', calcomBookingId: 9 },
    ],
    ...changes,
  })
