import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { installMissing } from '../install/debian.ts'
import type { Log } from '../log.ts'
import { endLeftovers } from '../process/leftovers.ts'
import type { RunningServer, ServerName } from '../server-name.ts'
import { kafkaNeeds, startKafka } from './kafka.ts'
import { mariadbNeeds, startMysql } from './mariadb.ts'
import type { NativeOptions, NativeServer } from './native-server.ts'
import { redisNeeds, startRedis } from './redis.ts'

const START: Record<ServerName, (options: NativeOptions) => Promise<NativeServer>> = {
  kafka: startKafka,
  mysql: startMysql,
  redis: startRedis,
}

/** What each needs of Debian. */
export const NEEDS = { kafka: kafkaNeeds, mysql: () => mariadbNeeds, redis: () => redisNeeds }

/** Installs in one go what the servers need of Debian. */
export const installServers = (names: readonly ServerName[], log: Log): Promise<void> =>
  installMissing(
    names.flatMap((name) => NEEDS[name]()),
    log,
  )

export interface NativeServersOptions {
  readonly dir: string
  readonly names: readonly ServerName[]
  readonly fresh: boolean
  readonly log: Log
}

/** Starts servers side by side as processes of this one; when one fails, the others are stopped again. */
export async function startNative({ dir, names, fresh, log }: NativeServersOptions): Promise<Map<ServerName, RunningServer>> {
  await installServers(names, log)
  const startOne = async (name: ServerName): Promise<[ServerName, RunningServer]> => {
    if (fresh) {
      await endLeftovers(dir, log, name)
      rmSync(join(dir, name), { recursive: true, force: true })
    }
    const { address, pid, stop } = await START[name]({ dir, log })
    return [name, { address, pid, source: 'native', stop }]
  }
  const starts = await Promise.allSettled(names.map(startOne))
  const failure = starts.find((start) => start.status === 'rejected')
  if (!failure) return new Map(starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : [])))
  await Promise.all(starts.map((start) => start.status === 'fulfilled' && start.value[1].stop()))
  throw failure.reason
}
