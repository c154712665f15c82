import { v7 } from 'uuid'
import type { Slot } from '../bookings.ts'
import { type Salon, SLOT_MIN } from '../salon.ts'

/** A statement with its values, which the driver writes into it, as knex lets it. */
export type Statement = readonly [sql: string, values: readonly unknown[]]

const LANES = 16
// An AppointmentEvent of one booking has so many bytes.
const EVENT_BYTES = 440

/**
 * What booking says to the database for one CreateAppointment without an idempotency key, statement by statement, between BEGIN
 * and COMMIT: captured with MariaDB's general log. It is the floor of P6: the same rows in tables of the same definition, and nothing else.
 * The outbox's own work afterwards (lock of the lane, read, delete) is not in it. `ids` are those that the statements gave before.
 */
export function statementsOf({ tenant, branchId }: Salon, { staff, startMs }: Slot, email: string): Built {
  const [uid, changeId, eventId, company] = [v7(), v7(), v7(), tenant.id]
  const [start, end, now] = [new Date(startMs), new Date(startMs + SLOT_MIN * 60_000), new Date()]
  const resource = `staff:${staff.id}`
  const headers = {
    id: eventId,
    type: 'appointment.booked',
    time: now.toISOString(),
    traceparent: `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`,
  }
  return {
    before: [
      // Owns the host's row until the end: whoever wants time of the same host waits here.
      [
        'INSERT INTO claim_locks (company_id, resource, locked_count) VALUES (?, ?, 1) ON DUPLICATE KEY UPDATE locked_count = locked_count + 1',
        [company, resource],
      ],
      // Is the time free?
      [
        'select `starts_at`, `ends_at` from `claims` where `company_id` = ? and `resource` = ? and `ends_at` > ? and `starts_at` < ? and not `appointment_uid` = ? and (`expires_at` is null or `expires_at` > ?)',
        [company, resource, start, end, uid, now],
      ],
      insert('claims', {
        appointment_uid: uid,
        company_id: company,
        ends_at: end,
        expires_at: null,
        kind: 'pending',
        resource,
        segment_index: 0,
        starts_at: start,
        version: 1,
      }),
    ],
    // Finds the customer or makes one.
    customer: [
      'INSERT INTO customers (company_id, name, email, phone, source) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)',
      [company, 'Bench Kundin', email, '+4915112345678', 'bench'],
    ],
    appointment: (customerId) =>
      insert('appointments', {
        ...NOTHING_YET,
        attendee_email: email,
        attendee_name: 'Bench Kundin',
        attendee_phone: '+4915112345678',
        booking_timezone: 'UTC',
        branch_id: branchId,
        calcom_event_type_id: staff.eventTypeId,
        calcom_sync_status: 'pending',
        change_id: changeId,
        change_origin: 'api',
        company_id: company,
        created_at: now,
        customer_id: customerId,
        ends_at: end,
        is_composite: false,
        last_modified_at: now,
        last_modified_by: 'api',
        requires_manual_review: false,
        seen_version: 1,
        service_id: staff.serviceId,
        source: 'bench',
        staff_id: staff.id,
        starts_at: start,
        status: 'pending',
        sync_attempt_count: 0,
        sync_initiated_at: now,
        sync_origin: 'api',
        uid,
        version: 1,
      }),
    after: (appointmentId) => [
      insert('appointment_phases', {
        appointment_id: appointmentId,
        appointment_uid: uid,
        buffer_after_minutes: 0,
        buffer_before_minutes: 0,
        calcom_booking_id: null,
        calcom_booking_uid: null,
        calcom_sync_status: 'pending',
        capacity: 1,
        company_id: company,
        credential_id: '1',
        duration_minutes: SLOT_MIN,
        end_time: end,
        event_type_id: staff.eventTypeId,
        resource,
        segment_key: '',
        sequence_order: 0,
        staff_id: staff.id,
        start_offset_minutes: 0,
        start_time: start,
      }),
      // The event, written with the state it tells of.
      insert('booking_outbox', {
        headers: JSON.stringify(headers),
        lane: Number.parseInt(uid.slice(-1), 16) % LANES,
        record_key: `${company}/${uid}`,
        topic: 'appointments.v1',
        value: Buffer.alloc(EVENT_BYTES, 7),
      }),
    ],
  }
}

export interface Built {
  readonly before: readonly Statement[]
  readonly customer: Statement
  /** Needs the customer's id. */
  appointment(customerId: number): Statement
  /** Needs the appointment's id. */
  after(appointmentId: number): readonly Statement[]
}

/** Columns that a new appointment leaves empty; they are named all the same. */
const NOTHING_YET = Object.fromEntries(
  (
    'answer_id attendee_language cancellation_source cancelled_by calcom_booking_id calcom_host_id calcom_previous_booking_uid calcom_status calcom_v2_booking_id ' +
    'calcom_v2_booking_uid call_id cancellation_reason cancelled_at change_reason manual_review_flagged_at notes previous_starts_at ' +
    'sync_error_code sync_error_message sync_job_id sync_verified_at'
  )
    .split(' ')
    .map((column) => [column, null]),
)

const insert = (table: string, row: Record<string, unknown>): Statement => [
  `insert into \`${table}\` (${Object.keys(row)
    .map((column) => `\`${column}\``)
    .join(', ')}) values (${Object.keys(row)
    .map(() => '?')
    .join(', ')})`,
  Object.values(row),
]
