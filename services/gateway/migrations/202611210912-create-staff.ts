import type { Database } from '@calbridge/mysql'

/** Who works where, and who can do what. */
export async function up(db: Database): Promise<void> {
  await db.raw(`
    CREATE TABLE IF NOT EXISTS staff (
      id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
      legacy_id BIGINT UNSIGNED NOT NULL,
      company_id BIGINT UNSIGNED NOT NULL,
      branch_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
      name VARCHAR(255) NOT NULL,
      slug VARCHAR(100) NOT NULL,
      email VARCHAR(255) NULL,
      phone VARCHAR(50) NULL,
      calcom_user_id BIGINT NULL,
      timezone VARCHAR(64) NULL,
      is_active TINYINT(1) NOT NULL DEFAULT 1,
      is_bookable TINYINT(1) NOT NULL DEFAULT 1,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      deleted_at TIMESTAMP(3) NULL,
      UNIQUE KEY unique_staff_slug (company_id, slug),
      UNIQUE KEY unique_staff_legacy (company_id, legacy_id),
      KEY idx_staff_calcom_user (calcom_user_id),
      KEY idx_staff_branch (branch_id, is_active)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)

  await db.raw(`
    CREATE TABLE IF NOT EXISTS service_staff (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      service_id BIGINT UNSIGNED NOT NULL,
      staff_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      is_primary TINYINT(1) NOT NULL DEFAULT 0,
      can_book TINYINT(1) NOT NULL DEFAULT 1,
      is_active TINYINT(1) NOT NULL DEFAULT 1,
      custom_price DECIMAL(10,2) NULL,
      custom_duration_minutes INT UNSIGNED NULL,
      commission_rate DECIMAL(5,2) NULL,
      allowed_segments JSON NULL,
      skill_level VARCHAR(20) NULL,
      weight DECIMAL(3,2) NOT NULL DEFAULT 1.00,
      specialization_notes TEXT NULL,
      assigned_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      UNIQUE KEY unique_service_staff (service_id, staff_id),
      KEY idx_service_staff_staff (staff_id)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
}
