import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  await db.raw(`
    CREATE TABLE IF NOT EXISTS idempotency_keys (
      company_id BIGINT UNSIGNED NOT NULL,
      operation VARCHAR(30) CHARACTER SET ascii NOT NULL,
      idempotency_key VARCHAR(255) NOT NULL,
      fingerprint CHAR(64) CHARACTER SET ascii NOT NULL,
      appointment_uid CHAR(36) CHARACTER SET ascii NULL,
      answer LONGBLOB NULL,
      locked_until TIMESTAMP(3) NULL,
      expires_at TIMESTAMP(3) NULL,
      created_at TIMESTAMP(3) NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (company_id, operation, idempotency_key),
      KEY idx_expires (expires_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`)
}
