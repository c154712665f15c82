import { AppError } from '@calbridge/core'
import { testScope, until } from '@calbridge/testkit'
import { register } from 'prom-client'
import { expect, it } from 'vitest'
import { appendToOutbox, createOutbox } from './outbox.ts'
import { startOutboxPublisher } from './outbox-publisher.ts'
import { databaseUrl, open } from './test-database.ts'
import { transaction } from './transaction.ts'

const value = async (name: string): Promise<number | undefined> => {
  const { values = [] } = (await register.getSingleMetric(name)?.get()) ?? {}
  return values.find(({ labels }) => labels.outbox === 'metered')?.value
}

it('tells how many records wait, for how long, and how many went', async () => {
  const db = open(await databaseUrl('mariadb'))
  await createOutbox(db, 'metered')
  let down = true
  const publish = async (): Promise<void> => {
    if (down) throw new AppError('unavailable', 'no broker')
  }
  startOutboxPublisher({ db, prefix: 'metered', publish }, testScope())
  const records = ['1', '2', '3'].map((id) => ({ topic: 't', key: id, value: Buffer.from(id), headers: { id } }))
  await transaction(db, (trx) => appendToOutbox(trx, 'metered', records))
  expect(await value('calbridge_outbox_pending')).toBe(3)
  await until('an age', async () => ((await value('calbridge_outbox_oldest_age_seconds')) ?? 0) > 0)
  down = false
  await until('the outbox to be empty', async () => (await value('calbridge_outbox_pending')) === 0)
  expect(await value('calbridge_outbox_published_total')).toBe(3)
  expect(await value('calbridge_outbox_oldest_age_seconds')).toBe(0)
})
