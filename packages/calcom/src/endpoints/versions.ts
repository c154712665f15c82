// `cal-api-version` of each resource. Another value, or none, silently gives the answers of April 2024.
export const BOOKINGS_VERSION = '2024-08-13'
export const SLOTS_VERSION = '2024-09-04'
export const EVENT_TYPES_VERSION = '2024-06-14'
export const SCHEDULES_VERSION = '2024-06-11'
