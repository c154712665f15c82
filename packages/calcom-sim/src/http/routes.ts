import type { Route } from './route.ts'
import { bookingChangeRoutes } from './routes/booking-changes.ts'
import { bookingExtraRoutes } from './routes/booking-extras.ts'
import { bookingRoutes } from './routes/bookings.ts'
import { eventTypeRoutes } from './routes/event-types.ts'
import { legacyRoutes } from './routes/legacy.ts'
import { meRoutes } from './routes/me.ts'
import { reservationRoutes } from './routes/reservations.ts'
import { scheduleRoutes } from './routes/schedules.ts'
import { slotRoutes } from './routes/slots.ts'
import { teamRoutes } from './routes/teams.ts'
import { webhookRoutes } from './routes/webhooks.ts'

/** Everything under /v2, in the order in which it is tried. */
export const ROUTES: readonly Route[] = [
  ...legacyRoutes,
  ...reservationRoutes,
  ...slotRoutes,
  ...bookingRoutes,
  ...bookingChangeRoutes,
  ...bookingExtraRoutes,
  ...eventTypeRoutes,
  ...scheduleRoutes,
  ...webhookRoutes,
  ...meRoutes,
  ...teamRoutes,
]
