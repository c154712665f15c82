import { NOW } from '../domain/testing.ts'
import { memoryStores } from './memory-stores.ts'
import { describeStores } from './stores.contract.ts'

describeStores('in memory', async () => {
  const { events, ...stores } = memoryStores({ now: () => NOW })
  return { ...stores, events: async (uid) => events.filter((one) => one.uid === uid).map(({ version, kind }) => `${version} ${kind}`) }
})
