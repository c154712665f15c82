import { createOutbox, type Database } from '@calbridge/mysql'

/** Keys of calbridge's own API, as hashes only, and the outbox that directory.v1 is published from. */
export async function up(db: Database): Promise<void> {
  await db.raw(`
    CREATE TABLE IF NOT EXISTS api_keys (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      company_id BIGINT UNSIGNED NOT NULL,
      name VARCHAR(100) NOT NULL,
      hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      permissions JSON NOT NULL,
      expires_at TIMESTAMP(3) NULL,
      revoked_at TIMESTAMP(3) NULL,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY unique_api_keys_hash (hash),
      KEY idx_api_keys_company (company_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
  await createOutbox(db, 'directory')
}
