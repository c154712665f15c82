export { eventTypeAt, SALON } from './testing/salon-ids.ts'
export { type Changes, salonTenant } from './testing/salon-tenant.ts'
