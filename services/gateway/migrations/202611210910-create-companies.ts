import type { Database } from '@calbridge/mysql'

/** Tenants and their places. `settings` holds `$.features.*`, which operators switch by JSON_SET, and `$.limits.*`. */
export async function up(db: Database): Promise<void> {
  await db.raw(`
    CREATE TABLE IF NOT EXISTS companies (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      name VARCHAR(255) NOT NULL,
      slug VARCHAR(100) NOT NULL,
      settings JSON NOT NULL,
      calcom_api_key TEXT NULL,
      calcom_v2_api_key TEXT NULL,
      calcom_team_id BIGINT NULL,
      calcom_team_slug VARCHAR(255) NULL,
      calcom_team_name VARCHAR(255) NULL,
      calcom_user_id BIGINT NULL,
      team_sync_status ENUM('pending','syncing','synced','error') NOT NULL DEFAULT 'pending',
      last_team_sync TIMESTAMP(3) NULL,
      team_sync_error TEXT NULL,
      team_member_count INT NOT NULL DEFAULT 0,
      team_event_type_count INT NOT NULL DEFAULT 0,
      calcom_handles_notifications TINYINT(1) NOT NULL DEFAULT 0,
      send_booking_confirmations TINYINT(1) NOT NULL DEFAULT 1,
      v128_config JSON NULL,
      is_pilot TINYINT(1) NOT NULL DEFAULT 0,
      is_active TINYINT(1) NOT NULL DEFAULT 1,
      timezone VARCHAR(64) NOT NULL DEFAULT 'Europe/Berlin',
      placeholder_domain VARCHAR(190) NOT NULL,
      directory_version BIGINT UNSIGNED NOT NULL DEFAULT 0,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      deleted_at TIMESTAMP(3) NULL,
      archived_at TIMESTAMP(3) NULL,
      UNIQUE KEY unique_companies_slug (slug)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)

  await db.raw(`
    CREATE TABLE IF NOT EXISTS branches (
      id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      legacy_id BIGINT UNSIGNED NOT NULL,
      company_id BIGINT UNSIGNED NOT NULL,
      name VARCHAR(255) NOT NULL,
      slug VARCHAR(100) NOT NULL,
      timezone VARCHAR(64) NOT NULL DEFAULT 'Europe/Berlin',
      address VARCHAR(255) NULL,
      city VARCHAR(100) NULL,
      postal_code VARCHAR(20) NULL,
      country VARCHAR(2) NULL,
      business_hours JSON NULL,
      calcom_team_id BIGINT NULL,
      calcom_api_key TEXT NULL,
      is_active TINYINT(1) NOT NULL DEFAULT 1,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      deleted_at TIMESTAMP(3) NULL,
      UNIQUE KEY unique_branches_slug (company_id, slug),
      UNIQUE KEY unique_branches_legacy (company_id, legacy_id),
      KEY idx_branches_company_active (company_id, is_active)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
}
