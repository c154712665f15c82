import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../install/run-command.ts'
import { type Log, seconds } from '../log.ts'
import { freePort } from '../process/free-port.ts'
import type { RunningServer, ServerName } from '../server-name.ts'
import { composeAddresses, composeEnv, type Ports } from './addresses.ts'
import { COMPOSE_FILE } from './engine.ts'

// Images may have to be pulled.
const UP_MS = 900_000
const STOP_MS = 60_000

export interface ComposeOptions {
  /** Names the project, so that each folder has containers and volumes of its own. */
  readonly dir: string
  readonly names: readonly ServerName[]
  readonly fresh: boolean
  readonly log: Log
}

/** Brings up servers of compose.yaml and waits until they are healthy. Containers that a crash left running are taken over. */
export async function startCompose({ dir, names, fresh, log }: ComposeOptions): Promise<Map<ServerName, RunningServer>> {
  const project = `calbridge-${createHash('sha256').update(dir).digest('hex').slice(0, 8)}`
  const compose = (ports: Ports | undefined, timeoutMs: number, ...args: string[]) => {
    const env = { ...process.env, ...(ports && composeEnv(ports)) }
    return runCommand('docker', ['compose', '-f', COMPOSE_FILE, '-p', project, ...args], { timeoutMs, env })
  }
  if (fresh) await compose(undefined, STOP_MS, 'down', '--volumes', '--timeout', '20')

  const begun = performance.now()
  log(`docker compose: starting ${names.join(', ')} (the first time their images are pulled; project ${project})`)
  const up = async (ports: Ports) => {
    await compose(ports, UP_MS, 'up', '--detach', '--wait', '--wait-timeout', '180', ...names)
    writePorts(dir, ports)
    return ports
  }
  const former = readPorts(dir)
  // A former port may be somebody else's by now.
  const ports = former ? await up(former).catch(async () => up(await freshPorts())) : await up(await freshPorts())
  log(`docker compose: healthy in ${seconds(performance.now() - begun)}`)

  const addresses = composeAddresses(ports)
  const stop = (name: ServerName) => async () => void (await compose(ports, STOP_MS, 'stop', '--timeout', '20', name))
  return new Map(names.map((name) => [name, { address: addresses[name], source: 'docker', stop: stop(name) }]))
}

const freshPorts = async (): Promise<Ports> => ({ kafka: await freePort(), mysql: await freePort(), redis: await freePort() })

const portsFile = (dir: string) => join(dir, 'docker', 'ports.json')

function readPorts(dir: string): Ports | undefined {
  return existsSync(portsFile(dir)) ? (JSON.parse(readFileSync(portsFile(dir), 'utf8')) as Ports) : undefined
}

function writePorts(dir: string, ports: Ports): void {
  mkdirSync(join(dir, 'docker'), { recursive: true })
  writeFileSync(portsFile(dir), JSON.stringify(ports))
}
