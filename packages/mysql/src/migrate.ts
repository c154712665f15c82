import { AppError, closeAll, type Log } from '@calbridge/core'
import type { Database, Transaction } from './database.ts'
import { openDatabase } from './database.ts'
import { type MigrationFile, readMigrations } from './migration-files.ts'
import { createTableIfMissing } from './schema.ts'

const APPLIED = 'calbridge_migrations'

export interface Migrated {
  /** What this run applied, in order: `booking/202601010900-appointments.ts`. */
  readonly applied: readonly string[]
  /** What stood already. */
  readonly standing: number
}

export interface MigrateOptions {
  /** How long to wait for another run. Default 60 s. */
  readonly waitSeconds?: number
}

/**
 * Applies every migration of the directories that has not been applied, forward only, oldest file name first, one run at a time
 * over all processes (GET_LOCK). Safe to repeat and to resume: files are written with the helpers of `schema.ts`.
 * Needs a pool of at least 2. Throws AppError `failed_precondition` when an applied file has changed since,
 * `unavailable` when another run does not end in time.
 */
export async function migrate(
  db: Database,
  directories: readonly string[],
  log?: Log,
  { waitSeconds = 60 }: MigrateOptions = {},
): Promise<Migrated> {
  const files = await readMigrations(directories)
  // The transaction is there to keep one session, to which the lock belongs; the work runs on other connections.
  return db.transaction(async (holder) => {
    const name = await lock(holder, waitSeconds, log)
    try {
      return await applyAll(db, files, () => assertHeld(holder, name), log)
    } finally {
      await holder.raw('SELECT RELEASE_LOCK(?)', [name])
    }
  })
}

/** `migrate` with a connection of its own, for the command and for tests. */
export async function migrateAll(url: string, directories: readonly string[], log?: Log, options?: MigrateOptions): Promise<Migrated> {
  const closers: Parameters<typeof closeAll>[0] = []
  // An ALTER of a large table may be silent for long.
  const db = openDatabase(
    { url, poolMax: 2, stallMs: 3_600_000, lockWaitSeconds: 60 },
    { defer: (what, close) => closers.push({ what, close }) },
  )
  try {
    return await migrate(db, directories, log, options)
  } finally {
    await closeAll(closers, (message, fields) => log?.warn(fields ?? {}, message))
  }
}

async function applyAll(db: Database, files: readonly MigrationFile[], assertLock: () => Promise<void>, log?: Log): Promise<Migrated> {
  await createTableIfMissing(db, APPLIED, (table) => {
    table.string('name', 191).primary()
    table.specificType('checksum', 'CHAR(64)').notNullable()
    table.timestamp('applied_at', { precision: 3 }).notNullable().defaultTo(db.fn.now(3))
  })
  const standing = new Map<string, string>((await db(APPLIED).select('name', 'checksum')).map((row) => [row.name, row.checksum]))
  for (const { name, checksum } of files) {
    if ((standing.get(name) ?? checksum) !== checksum) {
      throw new AppError('failed_precondition', `${name} was changed after it was applied: write a new migration instead`, {
        reason: 'migration_changed',
      })
    }
  }
  const applied: string[] = []
  for (const { name, checksum, up } of files.filter((file) => !standing.has(file.name))) {
    await assertLock()
    log?.info({ migration: name }, 'migrating')
    await up(db)
    await db(APPLIED).insert({ name, checksum })
    applied.push(name)
  }
  return { applied, standing: standing.size }
}

/** Locks are per server, so the name carries the database; 64 characters at most. */
async function lock(holder: Transaction, waitSeconds: number, log?: Log): Promise<string> {
  const [[row]] = await holder.raw("SELECT CONCAT('calbridge_migrate_', LEFT(SHA1(DATABASE()), 40)) AS name")
  const take = async (seconds: number) => (await holder.raw('SELECT GET_LOCK(?, ?) AS held', [row.name, seconds]))[0][0].held === 1
  if (await take(0)) return row.name
  log?.info({ waitSeconds }, 'waiting for another migration to end')
  if (await take(waitSeconds)) return row.name
  throw new AppError('unavailable', `another migration did not end within ${waitSeconds} s`, { reason: 'migration_running' })
}

/** A session that broke has lost the lock: then somebody else may be at work, and we stop. */
async function assertHeld(holder: Transaction, name: string): Promise<void> {
  const [[row]] = await holder.raw('SELECT IS_USED_LOCK(?) = CONNECTION_ID() AS held', [name])
  if (row.held !== 1) throw new AppError('unavailable', 'the lock of the migration was lost', { reason: 'migration_lock_lost' })
}
