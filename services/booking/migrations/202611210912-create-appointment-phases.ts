import type { Knex } from 'knex'

/** One row per segment: the wanted state, and which booking of Cal.com stands for it. */
export async function up(db: Knex): Promise<void> {
  await db.raw(`
    CREATE TABLE IF NOT EXISTS appointment_phases (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      company_id BIGINT UNSIGNED NOT NULL,
      appointment_id BIGINT UNSIGNED NOT NULL,
      appointment_uid CHAR(36) CHARACTER SET ascii NOT NULL,
      phase_type ENUM('initial','processing','final') NOT NULL DEFAULT 'initial',
      segment_name VARCHAR(255) NULL,
      segment_key VARCHAR(20) NOT NULL DEFAULT '',
      sequence_order INT UNSIGNED NOT NULL,
      start_offset_minutes INT NOT NULL DEFAULT 0,
      duration_minutes INT UNSIGNED NOT NULL,
      staff_required TINYINT(1) NOT NULL DEFAULT 1,
      staff_id CHAR(36) CHARACTER SET ascii NULL,
      event_type_id BIGINT NOT NULL,
      credential_id VARCHAR(64) NOT NULL,
      resource VARCHAR(80) CHARACTER SET ascii NOT NULL,
      capacity INT UNSIGNED NOT NULL DEFAULT 1,
      buffer_before_minutes INT UNSIGNED NOT NULL DEFAULT 0,
      buffer_after_minutes INT UNSIGNED NOT NULL DEFAULT 0,
      start_time TIMESTAMP(3) NULL,
      end_time TIMESTAMP(3) NULL,
      calcom_booking_id BIGINT NULL,
      calcom_booking_uid VARCHAR(50) NULL,
      calcom_sync_status VARCHAR(30) NOT NULL DEFAULT 'pending',
      sync_error_message TEXT NULL,
      UNIQUE KEY unique_segment (appointment_uid, sequence_order),
      KEY idx_time (company_id, start_time, end_time),
      KEY idx_appointment_phase (appointment_id, phase_type)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
}
