import type { Knex } from 'knex'

export async function up(db: Knex): Promise<void> {
  // A live time of a resource, buffers included. Only rows that stand count: releasing deletes.
  await db.raw(`
    CREATE TABLE IF NOT EXISTS claims (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      company_id BIGINT UNSIGNED NOT NULL,
      resource VARCHAR(80) CHARACTER SET ascii NOT NULL,
      starts_at TIMESTAMP(3) NULL,
      ends_at TIMESTAMP(3) NULL,
      kind ENUM('held','pending','confirmed') NOT NULL,
      expires_at TIMESTAMP(3) NULL,
      appointment_uid CHAR(36) CHARACTER SET ascii NOT NULL,
      segment_index INT UNSIGNED NOT NULL DEFAULT 0,
      version BIGINT UNSIGNED NOT NULL,
      KEY idx_resource_time (company_id, resource, ends_at, starts_at),
      KEY idx_company_time (company_id, ends_at, starts_at),
      KEY idx_appointment (appointment_uid)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
  // The guard: whoever adds claims of a resource owns its row here first, and so sees every committed claim.
  await db.raw(`
    CREATE TABLE IF NOT EXISTS claim_locks (
      company_id BIGINT UNSIGNED NOT NULL,
      resource VARCHAR(80) CHARACTER SET ascii NOT NULL,
      locked_count BIGINT UNSIGNED NOT NULL DEFAULT 0,
      PRIMARY KEY (company_id, resource)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
}
