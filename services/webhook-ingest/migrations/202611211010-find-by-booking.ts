import { addIndexIfMissing, type Database } from '@calbridge/mysql'

// On the old URLs a delivery without an event type is found its tenant by the booking alone.
export const up = (db: Database): Promise<void> => addIndexIfMissing(db, 'webhook_events', 'idx_booking_uid', ['booking_uid', 'status'])
