import type { Knex } from 'knex'

/** One row per booking at Cal.com that was ever seen. Without appointment: a fact whose appointment is not known yet. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    CREATE TABLE IF NOT EXISTS calcom_bookings (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      company_id BIGINT UNSIGNED NOT NULL,
      uid VARCHAR(50) NOT NULL,
      appointment_uid CHAR(36) CHARACTER SET ascii NULL,
      segment_index INT UNSIGNED NOT NULL DEFAULT 0,
      booking_id BIGINT NULL,
      previous_uid VARCHAR(50) NULL,
      next_uid VARCHAR(50) NULL,
      root_uid VARCHAR(50) NULL,
      status VARCHAR(20) NOT NULL,
      event_type_id BIGINT NULL,
      host_id BIGINT NULL,
      starts_at TIMESTAMP(3) NULL,
      ends_at TIMESTAMP(3) NULL,
      remote_updated_at TIMESTAMP(3) NULL,
      reason VARCHAR(500) NULL,
      created_at TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      UNIQUE KEY unique_company_uid (company_id, uid),
      KEY idx_appointment (appointment_uid, segment_index),
      KEY idx_company_starts (company_id, starts_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`)
}
