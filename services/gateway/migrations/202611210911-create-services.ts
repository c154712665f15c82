import type { Database } from '@calbridge/mysql'

/** What can be booked, where. */
export async function up(db: Database): Promise<void> {
  await db.raw(`
    CREATE TABLE IF NOT EXISTS services (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      company_id BIGINT UNSIGNED NOT NULL,
      branch_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
      name VARCHAR(255) NOT NULL,
      display_name VARCHAR(255) NULL,
      calcom_name VARCHAR(255) NULL,
      slug VARCHAR(100) NOT NULL,
      duration_minutes INT UNSIGNED NOT NULL,
      buffer_time_minutes INT UNSIGNED NOT NULL DEFAULT 0,
      before_event_buffer INT UNSIGNED NOT NULL DEFAULT 0,
      minimum_booking_notice INT UNSIGNED NOT NULL DEFAULT 120,
      price DECIMAL(10,2) NULL,
      calcom_event_type_id VARCHAR(64) NULL,
      composite TINYINT(1) NOT NULL DEFAULT 0,
      segments JSON NULL,
      pause_bookable_policy ENUM('always','never','by_service') NOT NULL DEFAULT 'never',
      reminder_policy VARCHAR(20) NOT NULL DEFAULT 'single',
      reschedule_policy JSON NULL,
      has_processing_time TINYINT(1) NOT NULL DEFAULT 0,
      initial_duration INT UNSIGNED NULL,
      processing_duration INT UNSIGNED NULL,
      final_duration INT UNSIGNED NULL,
      sync_status ENUM('synced','pending','error','never') NOT NULL DEFAULT 'never',
      last_calcom_sync TIMESTAMP(3) NULL,
      sync_error TEXT NULL,
      priority INT NOT NULL DEFAULT 999,
      is_default TINYINT(1) NOT NULL DEFAULT 0,
      is_active TINYINT(1) NOT NULL DEFAULT 1,
      category VARCHAR(100) NULL,
      metadata JSON NULL,
      assignment_method VARCHAR(50) NULL,
      assignment_confidence TINYINT UNSIGNED NULL,
      assignment_date TIMESTAMP(3) NULL,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      deleted_at TIMESTAMP(3) NULL,
      UNIQUE KEY unique_services_slug (company_id, slug),
      UNIQUE KEY unique_services_event_type (calcom_event_type_id),
      KEY idx_services_company_calcom (company_id, calcom_event_type_id),
      KEY idx_services_composite (composite, is_active),
      KEY idx_sync_status (sync_status),
      KEY idx_last_sync (last_calcom_sync),
      KEY idx_calcom_sync (calcom_event_type_id, sync_status)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)

  await db.raw(`
    CREATE TABLE IF NOT EXISTS branch_service (
      id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
      branch_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      service_id BIGINT UNSIGNED NOT NULL,
      duration_override_minutes INT UNSIGNED NULL,
      gap_after_override_minutes INT UNSIGNED NULL,
      price_override DECIMAL(10,2) NULL,
      custom_segments JSON NULL,
      branch_policies JSON NULL,
      is_active TINYINT(1) NOT NULL DEFAULT 1,
      created_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      updated_at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
      UNIQUE KEY unique_branch_service (branch_id, service_id),
      KEY idx_branch_service_active (service_id, is_active)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci`)
}
