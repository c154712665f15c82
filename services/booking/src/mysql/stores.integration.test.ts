import { testScope } from '@calbridge/testkit'
import { describeStores } from '../application/stores.contract.ts'
import { NOW } from '../domain/testing.ts'
import { bookingDatabase, ENGINES, emptyTables, openStores } from '../testing/mysql-stores.ts'

for (const engine of ENGINES) {
  let url: Promise<string> | undefined
  describeStores(engine, async () => {
    url ??= bookingDatabase(engine)
    const stores = openStores(await url, testScope(), { clock: { now: () => NOW } })
    await emptyTables(stores.db)
    return stores
  })
}
