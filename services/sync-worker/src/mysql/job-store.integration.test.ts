import { fileURLToPath } from 'node:url'
import { systemClock } from '@calbridge/core'
import { migrateAll, openDatabase } from '@calbridge/mysql'
import { mysqlUrl, testScope } from '@calbridge/testkit'
import { describeJobStore } from '../application/job-store.contract.ts'
import { mysqlJobStore } from './job-store.ts'

const migrations = fileURLToPath(new URL('../../migrations', import.meta.url))

for (const engine of ['mariadb', 'mysql8'] as const) {
  let url: Promise<string> | undefined
  describeJobStore(engine, async () => {
    url ??= mysqlUrl({ engine }).then(async (fresh) => {
      await migrateAll(fresh, [migrations])
      return fresh
    })
    const db = openDatabase({ url: await url }, testScope())
    await db('sync_attempts').delete()
    await db('sync_jobs').delete()
    return { store: mysqlJobStore(db, 'test'), pass: (ms) => systemClock.sleep(ms) }
  })
}
