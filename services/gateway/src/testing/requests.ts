import { SALON } from '@calbridge/directory/testing'
import { YEAR } from './appointments.ts'

/** Good requests, for tests to spoil. */
export const LOOK_UP = {
  service_id: Number(SALON.services.cut),
  branch_id: 1,
  start_date: `${YEAR}-06-01`,
  end_date: `${YEAR}-06-03`,
  timeZone: 'Europe/Berlin',
}

export const WISH = {
  service_id: Number(SALON.services.cut),
  branch_id: 1,
  start: `${YEAR}-06-01T10:00:00`,
  timeZone: 'Europe/Berlin',
}

export const COMPOSITE_LOOK_UP = { ...LOOK_UP, service_id: Number(SALON.services.perm) }

export const BOOKING = {
  service_id: Number(SALON.services.cut),
  branch_id: SALON.branches.mitte,
  staff_id: 1,
  customer: { name: 'Erika Muster', email: 'Erika@Example.com', phone: '+49 170 1234567' },
  timeZone: 'Europe/Berlin',
  start: `${YEAR}-06-01T10:00:00`,
}

export const MOVE = { start: `${YEAR}-06-02T10:00:00`, timeZone: 'Europe/Berlin', reason: 'Termin verschoben' }
