import type { Knex } from 'knex'

// A row is kept in the partition of the UTC day on which it was written, and goes with it. The first partition only lets
// the tables exist: the service makes the others and drops this one (mysql/history-days.ts).
const BY_DAY = `PARTITION BY RANGE COLUMNS(kept_on) (PARTITION p20260101 VALUES LESS THAN ('2026-01-02'))`
const TABLE = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin'

export async function up(db: Knex): Promise<void> {
  // Answers that were given: facts, and the names of the days that they were made of.
  await db.raw(`
    CREATE TABLE IF NOT EXISTS slot_answers (
      kept_on DATE NOT NULL,
      tenant VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      answer_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      request_id VARCHAR(100) NOT NULL,
      call_id VARCHAR(100) NOT NULL,
      operation VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      answered_at TIMESTAMP(3) NULL,
      from_ms BIGINT NOT NULL,
      to_ms BIGINT NOT NULL,
      source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      age_ms BIGINT UNSIGNED NOT NULL,
      degraded TINYINT(1) NOT NULL,
      missing_days INT UNSIGNED NOT NULL,
      days JSON NOT NULL,
      named JSON NULL,
      PRIMARY KEY (tenant, answer_id, kept_on),
      KEY idx_request (tenant, request_id, answered_at),
      KEY idx_call (tenant, call_id, answered_at)
    ) ${TABLE} ${BY_DAY}`)
  // Days as answers were made of them, once for each content and day on which it was used.
  await db.raw(`
    CREATE TABLE IF NOT EXISTS slot_contents (
      kept_on DATE NOT NULL,
      tenant VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      hash CHAR(22) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      content JSON NOT NULL,
      PRIMARY KEY (tenant, hash, kept_on)
    ) ${TABLE} ${BY_DAY}`)
}
