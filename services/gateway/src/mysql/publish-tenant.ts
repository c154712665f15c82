import { Tenant, topics } from '@calbridge/contracts'
import { AppError, type Clock, type Ids } from '@calbridge/core'
import { appendToOutbox, type Transaction } from '@calbridge/mysql'
import { currentTraceparent } from '@calbridge/telemetry'
import { loadTenant } from './load-tenant.ts'

/**
 * Raises the tenant's version and hands the whole tenant to the outbox, in the transaction that changed it.
 * The caller holds the company's row lock, so versions are published in their order.
 */
export async function publishTenant(trx: Transaction, id: string, { ids, clock }: { ids: Ids; clock: Clock }): Promise<Tenant> {
  await trx('companies').where({ id }).increment('directory_version', 1)
  const tenant = await loadTenant(trx, id)
  if (!tenant) throw new AppError('internal', 'a tenant vanished while it was changed')
  const traceparent = currentTraceparent()
  const headers = {
    id: ids.next(),
    type: topics.directory.name,
    time: new Date(clock.now()).toISOString(),
    ...(traceparent && { traceparent }),
  }
  await appendToOutbox(trx, 'directory', [{ topic: topics.directory.name, key: id, value: Tenant.encode(tenant).finish(), headers }])
  return tenant
}
