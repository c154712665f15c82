import { createOutbox } from '@calbridge/mysql'
import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    CREATE TABLE IF NOT EXISTS webhook_events (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      source VARCHAR(30) NOT NULL DEFAULT 'calcom',
      provider VARCHAR(30) NOT NULL DEFAULT 'calcom',
      event_type VARCHAR(60) NOT NULL,
      event_id CHAR(36) CHARACTER SET ascii NOT NULL,
      company_id BIGINT UNSIGNED NULL,
      hook_id VARCHAR(64) NULL,
      booking_uid VARCHAR(64) NULL,
      reference_id BIGINT UNSIGNED NULL,
      url VARCHAR(255) NULL,
      method VARCHAR(10) NOT NULL DEFAULT 'POST',
      headers JSON NULL,
      payload LONGBLOB NOT NULL,
      response TEXT NULL,
      response_code SMALLINT UNSIGNED NULL,
      status ENUM('pending','processing','processed','failed','ignored') NOT NULL,
      notes VARCHAR(255) NULL,
      error_message TEXT NULL,
      retry_count INT UNSIGNED NOT NULL DEFAULT 0,
      delivery_count INT UNSIGNED NOT NULL DEFAULT 1,
      body_hash CHAR(64) CHARACTER SET ascii NOT NULL,
      idempotency_key CHAR(64) CHARACTER SET ascii NOT NULL,
      sent_at TIMESTAMP(3) NULL,
      received_at TIMESTAMP(3) NULL,
      processed_at TIMESTAMP(3) NULL,
      related_model_type VARCHAR(60) NULL,
      related_model_id VARCHAR(64) NULL,
      correlation_id VARCHAR(64) NULL,
      created_at TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      UNIQUE KEY unique_body (company_id, body_hash),
      KEY idx_same_content (company_id, idempotency_key, sent_at),
      KEY idx_booking (company_id, booking_uid),
      KEY idx_webhook_events_created (created_at, event_type),
      KEY idx_source_status (source, status)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
  // Two deliveries of one content at once wait for each other here.
  await db.raw(`
    CREATE TABLE IF NOT EXISTS webhook_content_locks (
      company_id BIGINT UNSIGNED NOT NULL,
      lane SMALLINT UNSIGNED NOT NULL,
      locked_count BIGINT UNSIGNED NOT NULL DEFAULT 0,
      PRIMARY KEY (company_id, lane)
    ) ENGINE=InnoDB`)
  await createOutbox(db, 'webhook')
}
