import { bookingsCancel, bookingsDecide, bookingsGet, bookingsReschedule } from './given/bookings-change.ts'
import { bookingsCreate } from './given/bookings-create.ts'
import { bookingsList } from './given/bookings-list.ts'
import { errors, other, rateLimit } from './given/errors-and-limits.ts'
import { bookingsRaces, bookingsSeats, bookingsTeam } from './given/races-seats-teams.ts'
import { eventTypesAndSchedules, reservations, webhooksAdmin } from './given/set-up.ts'
import { slots } from './given/slots.ts'
import type { Given } from './given.ts'

/** What every recorded exchange needs before it can be asked again, by its name. */
export const GIVENS: Record<string, Given> = {
  ...bookingsCancel,
  ...bookingsCreate,
  ...bookingsDecide,
  ...bookingsGet,
  ...bookingsList,
  ...bookingsRaces,
  ...bookingsReschedule,
  ...bookingsSeats,
  ...bookingsTeam,
  ...errors,
  ...eventTypesAndSchedules,
  ...other,
  ...rateLimit,
  ...reservations,
  ...slots,
  ...webhooksAdmin,
}
