import { randomUUID } from 'node:crypto'
import { type Tenant, topics } from '@calbridge/contracts'
import { type Clock, systemClock } from '@calbridge/core'
import { connectKafka, ensureTopics, type KafkaHandle, type Publisher, startPublisher } from '@calbridge/kafka'
import { kafkaBrokers, testScope, until } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import { directoryContract } from './directory.contract.ts'
import { followDirectory } from './follow-directory.ts'
import { salonTenant } from './testing.ts'

async function broker(partitions = 2): Promise<{ kafka: KafkaHandle; publisher: Publisher }> {
  const kafka = connectKafka({ brokers: await kafkaBrokers(), clientId: 'directory-test', topicPrefix: `${randomUUID()}-` })
  await ensureTopics(kafka, [topics.directory], { partitions, replicationFactor: 1 })
  return { kafka, publisher: await startPublisher(kafka, testScope()) }
}
const put = (publisher: Publisher, id: string, tenant: Tenant | null): Promise<void> =>
  publisher.publish(topics.directory, [{ key: id, value: tenant }])

describe('a directory that follows the topic', () =>
  directoryContract(async (tenants, nowMs) => {
    let now = nowMs
    const clock: Clock = { ...systemClock, now: () => now }
    const { kafka, publisher } = await broker(1)
    for (const tenant of tenants) await put(publisher, tenant.id, tenant)
    const directory = await followDirectory({ kafka, clock }, testScope())
    let marks = 0
    return {
      directory,
      // One partition is read in order: what stands before the mark has been seen when the mark has.
      publish: async (id, tenant) => {
        await put(publisher, id, tenant)
        const mark = `mark-${++marks}`
        await put(publisher, mark, salonTenant({ id: mark, apiKeys: [], webhooks: [], eventMap: [] }))
        await until('the mark', () => directory.tenant(mark))
        await put(publisher, mark, null)
        await until('the mark to go', () => !directory.tenant(mark))
      },
      setNow: (ms) => {
        now = ms
      },
    }
  }))

it('ignores a tenant that stands under the key of another', async () => {
  const { kafka, publisher } = await broker()
  await put(publisher, '2', salonTenant({ id: '1' }))
  await put(publisher, '3', salonTenant({ id: '3' }))
  const directory = await followDirectory({ kafka }, testScope())
  await directory.caughtUp
  expect(directory.tenants().map(({ id }) => id)).toEqual(['3'])
})

it('says unavailable when it cannot catch up within its bound, and catches up all the same', async () => {
  const { kafka, publisher } = await broker()
  await put(publisher, '1', salonTenant())
  const directory = await followDirectory({ kafka, catchUpMs: 0 }, testScope())
  await expect(directory.caughtUp).rejects.toMatchObject({ code: 'unavailable', reason: 'directory_not_ready' })
  await until('the directory to be ready', () => directory.ready())
})
