import type { Database } from '@calbridge/mysql'

/** Keys of Cal.com and webhooks from there (sealed), its event types, and what they are here. */
export async function up(db: Database): Promise<void> {
  await db.raw(`
    CREATE TABLE IF NOT EXISTS calcom_credentials (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      company_id BIGINT UNSIGNED NOT NULL,
      name VARCHAR(100) NOT NULL,
      base_url VARCHAR(255) NOT NULL,
      encrypted_key VARBINARY(1024) NOT NULL,
      key_id VARCHAR(64) NOT NULL,
      fingerprint CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      calls_per_minute INT UNSIGNED NOT NULL DEFAULT 0,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      UNIQUE KEY unique_calcom_credentials_name (company_id, name)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)

  await db.raw(`
    CREATE TABLE IF NOT EXISTS calcom_hooks (
      hook_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      company_id BIGINT UNSIGNED NOT NULL,
      credential_id BIGINT UNSIGNED NULL,
      encrypted_secrets JSON NOT NULL,
      key_id VARCHAR(64) NOT NULL,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      KEY idx_calcom_hooks_company (company_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)

  // Not unique: the operator's monthly clean-up deletes duplicates of this table and keeps the lowest id.
  await db.raw(`
    CREATE TABLE IF NOT EXISTS calcom_event_types (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      calcom_event_type_id BIGINT NOT NULL,
      company_id BIGINT UNSIGNED NOT NULL,
      slug VARCHAR(255) NULL,
      duration_minutes INT UNSIGNED NULL,
      is_active TINYINT(1) NOT NULL DEFAULT 1,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      KEY idx_calcom_event_types_company_active (company_id, is_active),
      KEY idx_calcom_event_types_event_type (calcom_event_type_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)

  // mapping_key makes the old unique key hold where branch, segment or staff is NULL.
  await db.raw(`
    CREATE TABLE IF NOT EXISTS calcom_event_map (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      company_id BIGINT UNSIGNED NOT NULL,
      branch_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
      service_id BIGINT UNSIGNED NOT NULL,
      segment_key VARCHAR(20) NULL,
      staff_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
      mapping_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      event_type_id BIGINT NOT NULL,
      child_event_type_id BIGINT NULL,
      child_resolved_at TIMESTAMP(3) NULL,
      event_type_slug VARCHAR(255) NULL,
      hidden TINYINT(1) NOT NULL DEFAULT 1,
      event_name_pattern VARCHAR(255) NULL,
      external_changes VARCHAR(20) NOT NULL DEFAULT 'warn',
      drift_data JSON NULL,
      drift_detected_at TIMESTAMP(3) NULL,
      sync_status VARCHAR(20) NOT NULL DEFAULT 'pending',
      last_sync_at TIMESTAMP(3) NULL,
      sync_error TEXT NULL,
      credential_id BIGINT UNSIGNED NOT NULL,
      host_staff_ids JSON NOT NULL,
      duration_minutes INT UNSIGNED NOT NULL,
      seated TINYINT(1) NOT NULL DEFAULT 0,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      UNIQUE KEY unique_calcom_mapping (company_id, mapping_key),
      KEY idx_calcom_event_map_event_type (event_type_id),
      KEY idx_calcom_event_map_sync_status (sync_status),
      KEY idx_calcom_event_map_drift (drift_detected_at)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
}
