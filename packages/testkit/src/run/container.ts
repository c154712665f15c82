import { basename, dirname } from 'node:path'
import { COMPOSE_FILE, composeAddresses, composeEnv, freePort, type RunningServer, type ServerName } from '@calbridge/devstack'
import type { Kind } from './servers.ts'

// With Docker there is a newer MySQL to be had than without, and no need of MariaDB.
const SERVICE: Record<Kind, ServerName> = { kafka: 'kafka', mariadb: 'mysql', mysql8: 'mysql', redis: 'redis' }

// An image may have to be pulled.
const START_MS = 600_000

/** One server of compose.yaml as a project of its own, which testcontainers removes even when this process is killed. */
export async function startContainer(kind: Kind): Promise<RunningServer> {
  // Loaded here: it takes longer than a native Redis, and most machines without Docker never need it.
  const { DockerComposeEnvironment, Wait } = await import('testcontainers')
  const ports = { kafka: await freePort(), mysql: await freePort(), redis: await freePort() }
  const environment = await new DockerComposeEnvironment(dirname(COMPOSE_FILE), basename(COMPOSE_FILE))
    .withEnvironment(composeEnv(ports))
    .withDefaultWaitStrategy(Wait.forHealthCheck())
    .withStartupTimeout(START_MS)
    .up([SERVICE[kind]])
  return {
    address: composeAddresses(ports)[SERVICE[kind]],
    source: 'docker',
    stop: async () => void (await environment.down({ removeVolumes: true })),
  }
}
