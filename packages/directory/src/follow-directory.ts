import { type Tenant, topics } from '@calbridge/contracts'
import { AppError, type Clock, type Log, type Scope, silentLog, systemClock } from '@calbridge/core'
import { followTopic, type KafkaHandle } from '@calbridge/kafka'
import type { Directory } from './directory.ts'
import { lookups, Projection } from './projection.ts'

export interface FollowDirectoryOptions {
  readonly kafka: KafkaHandle
  readonly log?: Log | undefined
  /** Decides which API keys have expired. */
  readonly clock?: Clock | undefined
  /** Bound of `caughtUp`. Default 30 s. */
  readonly catchUpMs?: number | undefined
}

/** Follows directory.v1 until the scope closes. The topic must exist (`ensureTopics`). */
export async function followDirectory(
  { kafka, log = silentLog, clock = systemClock, catchUpMs = 30_000 }: FollowDirectoryOptions,
  scope: Scope,
): Promise<Directory> {
  const projection = new Projection(clock)
  // Safe to repeat: the highest version wins.
  const onValue = (key: string, tenant: Tenant | null): void => {
    if (tenant && tenant.id !== key) log.error({ key, tenant: tenant.id }, 'directory: a tenant under another key is ignored')
    else if (!projection.apply(key, tenant)) log.debug({ tenant: key, version: tenant?.version }, 'directory: an older version is ignored')
  }
  const followed = await followTopic({ kafka, topic: topics.directory, onValue, fromBeginning: true }, scope)
  const caughtUp = within(catchUpMs, followed.caughtUp, clock)
  caughtUp.catch(() => {}) // whoever awaits it is told; nobody need
  return {
    ...lookups(projection),
    ready: () => followed.ready(),
    caughtUp,
  }
}

async function within(ms: number, work: Promise<void>, clock: Clock): Promise<void> {
  const done = new AbortController()
  const late = clock.sleep(ms, done.signal).then(() => {
    throw new AppError('unavailable', `the directory was not read within ${ms} ms`, { reason: 'directory_not_ready' })
  })
  late.catch(() => {}) // the sleep is cut short below
  await Promise.race([work, late]).finally(() => done.abort())
}
