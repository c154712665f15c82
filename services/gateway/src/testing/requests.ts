import { SALON } from '@calbridge/directory/testing'

/** Good requests, for tests to spoil. */
export const LOOK_UP = {
  service_id: Number(SALON.services.cut),
  branch_id: 1,
  start_date: '2027-06-01',
  end_date: '2027-06-03',
  timeZone: 'Europe/Berlin',
}

export const BOOKING = {
  service_id: Number(SALON.services.cut),
  branch_id: SALON.branches.mitte,
  staff_id: 1,
  customer: { name: 'Erika Muster', email: 'Erika@Example.com', phone: '+49 170 1234567' },
  timeZone: 'Europe/Berlin',
  start: '2027-06-01T10:00:00',
}

export const MOVE = { start: '2027-06-02T10:00:00', timeZone: 'Europe/Berlin', reason: 'Termin verschoben' }
