import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Tenant, topics } from '@calbridge/contracts'
import type { Publisher } from '@calbridge/kafka'
import type { Progress } from '../progress.ts'

const BATCH = 100

/** Publishes what of the tenants is not published yet: how far it came stands in the file, which lives and goes with Kafka's data. */
export async function publishTenants(
  publisher: Pick<Publisher, 'publish'>,
  { count, file, tenantOf, progress }: { count: number; file: string; tenantOf: (n: number) => Tenant; progress: Progress },
): Promise<void> {
  const from = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  for (let done = from; done < count; done += BATCH) {
    progress(done / BATCH, Math.ceil(count / BATCH))
    const batch = Array.from({ length: Math.min(BATCH, count - done) }, (_, n) => tenantOf(done + n))
    await publisher.publish(
      topics.directory,
      batch.map((tenant) => ({ key: tenant.id, value: tenant })),
    )
    writeFileSync(file, String(done + batch.length))
  }
}
