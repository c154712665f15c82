import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrate, migrateAll } from './migrate.ts'
import { databaseUrl, ENGINES, open } from './test-database.ts'

/** A `migrations` folder of a service, holding files by name. */
async function folder(service: string, files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'migrate-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const directory = join(root, service, 'migrations')
  await mkdir(directory, { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text)
  return directory
}
// Written to be seen when it runs twice at once: the table is made only when missing, each run leaves a row.
const step = (table: string): string => `
export async function up(db) {
  if (!(await db.schema.hasTable('${table}'))) await db.schema.createTable('${table}', (t) => { t.increments('id') })
  await db.raw('SELECT SLEEP(0.1)')
  await db('${table}').insert({})
}`

describe.each(ENGINES)('on %s', (engine) => {
  it('applies each file once, oldest first over all services, also when several start at once', async () => {
    const url = await databaseUrl(engine)
    const folders = [
      await folder('booking', { '202601020000-second.ts': step('second'), '202601010000-first.ts': step('first') }),
      await folder('gateway', { '202601011200-between.ts': step('between') }),
      '/nowhere/availability/migrations',
    ]
    const runs = await Promise.all([1, 2, 3].map(() => migrateAll(url, folders)))
    const db = open(url)
    const rows = await Promise.all(['first', 'between', 'second'].map((table) => db(table).pluck('id')))
    expect(rows).toEqual([[1], [1], [1]])
    const done = ['booking/202601010000-first.ts', 'gateway/202601011200-between.ts', 'booking/202601020000-second.ts']
    expect(runs.filter((run) => run.applied.length > 0)).toEqual([{ applied: done, standing: 0 }])
    expect(await migrateAll(url, folders)).toEqual({ applied: [], standing: 3 })
  })

  it('goes on after a run that died in the middle of a file', async () => {
    const url = await databaseUrl(engine)
    const text = `
import { createTableIfMissing } from '${join(import.meta.dirname, 'schema.ts')}'
export async function up(db) {
  await createTableIfMissing(db, 'half', (table) => { table.increments('id') })
  if (process.env.MIGRATION_DIES) throw new Error('died')
  await createTableIfMissing(db, 'whole', (table) => { table.increments('id') })
}`
    const folders = [await folder('booking', { '202601010000-two-tables.ts': text })]
    process.env.MIGRATION_DIES = '1'
    await expect(migrateAll(url, folders)).rejects.toThrow('died')
    delete process.env.MIGRATION_DIES
    expect((await migrateAll(url, folders)).applied).toHaveLength(1)
    expect(await open(url).schema.hasTable('whole')).toBe(true)
  })

  it('refuses a file that was changed after it was applied, before anything else is applied', async () => {
    const url = await databaseUrl(engine)
    const directory = await folder('booking', { '202601010000-first.ts': step('first') })
    await migrateAll(url, [directory])
    await writeFile(join(directory, '202601010000-first.ts'), `${step('first')} // changed`)
    await writeFile(join(directory, '202601020000-second.ts'), step('second'))
    await expect(migrateAll(url, [directory])).rejects.toMatchObject({ code: 'failed_precondition', reason: 'migration_changed' })
    expect(await open(url).schema.hasTable('second')).toBe(false)
  })

  it('does not wait for ever for another run', async () => {
    const url = await databaseUrl(engine)
    const db = open(url)
    const slow = await folder('booking', { '202601010000-slow.ts': 'export const up = (db) => db.raw("SELECT SLEEP(2)")' })
    const first = migrate(db, [slow])
    await db.raw('SELECT SLEEP(0.3)')
    await expect(migrateAll(url, [slow], undefined, { waitSeconds: 1 })).rejects.toMatchObject({ reason: 'migration_running' })
    await first
  })
})

it.each(['first.ts', '202601010000_First.ts'])('refuses the file name %s, whose order nobody could tell', async (name) => {
  const directory = await folder('booking', { [name]: step('first') })
  await expect(migrateAll('mysql://a:b@127.0.0.1:1/none', [directory])).rejects.toThrow('YYYYMMDDHHMM')
})
