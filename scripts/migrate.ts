// Brings MYSQL_URL's schema up to date: every service's migrations, oldest first, one run at a time. Safe to repeat.
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, type Log, readEnv } from '@calbridge/core'
import { migrateAll } from '@calbridge/mysql'

const services = new URL('../services/', import.meta.url)

const tell = (fields: object, message: string): void => console.log([message, ...Object.values(fields)].join(' '))
const log: Log = { debug: () => {}, info: tell, warn: tell, error: tell }

try {
  const { url, waitSeconds } = readEnv(process.env, (env) => ({
    url: env.text('MYSQL_URL'),
    waitSeconds: env.int('MIGRATE_WAIT_S', { fallback: 60, min: 0, max: 3_600 }),
  }))
  const folders = (await readdir(services)).sort().map((service) => fileURLToPath(new URL(`${service}/migrations`, services)))
  const { applied, standing } = await migrateAll(url, folders, log, { waitSeconds })
  console.log(`schema is up to date: ${applied.length} applied now, ${standing} before`)
} catch (error) {
  console.error(describe(error))
  process.exitCode = 1
}
