import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { startCalcomSim } from './start.ts'
import { salonWorld } from './world/salon.ts'
import type { WorldSpec } from './world/spec.ts'

const HELP = `calcom-sim: a Cal.com API v2 on this machine

  --port N         port to listen on (default 4000; 0 takes a free one)
  --host ADDRESS   address to listen on (default 127.0.0.1)
  --seed N         same seed, same ids and same chance (default 1)
  --world WHAT     salon, or a JSON file with a world (default: empty)
  --data FOLDER    keep the world there over restarts (default: in memory)
  --latency KIND   none or realistic (default none)
  --now TIME       time to begin at, ISO 8601 (default: now)
  --help           this text

The API is under /v2, the control of the simulator under /_sim (GET /_sim/health).`

const OPTIONS = {
  port: { type: 'string', default: '4000' },
  host: { type: 'string', default: '127.0.0.1' },
  seed: { type: 'string', default: '1' },
  world: { type: 'string' },
  latency: { type: 'string', default: 'none' },
  now: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const

const values = readOptions()

if (values.help) {
  console.log(HELP)
} else {
  if (values.latency !== 'none' && values.latency !== 'realistic') fail(`--latency must be none or realistic, not ${values.latency}`)
  const world = await readWorld(values.world)
  const { host, latency, now, data } = values
  if (now !== undefined && Number.isNaN(Date.parse(now))) fail(`--now must be a time such as 2030-01-01T00:00:00Z, not ${now}`)
  const sim = await startCalcomSim({
    port: whole('port', 65_535),
    host,
    seed: whole('seed', Number.MAX_SAFE_INTEGER),
    world,
    latency,
    ...(now ? { now } : {}),
    ...(data ? { data } : {}),
  }).catch((error: Error) => fail(error.message))
  // Before anybody can read that it listens: who reads it may stop it at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sim.close().then(() => process.exit(0)))
  console.log(`calcom-sim listens on ${sim.url} (control: ${sim.url}/_sim/health)`)
  for (const user of sim.world.users) console.log(`  ${user.username.padEnd(12)} id ${user.id}  ${user.key}`)
}

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    return fail(`${(error as Error).message} (--help lists the options)`)
  }
}

function whole(name: 'port' | 'seed', most: number): number {
  const number = Number(values[name])
  if (!/^\d+$/.test(values[name]) || number > most) fail(`--${name} must be a whole number from 0 to ${most}, not ${values[name]}`)
  return number
}

async function readWorld(name: string | undefined): Promise<WorldSpec> {
  if (name === undefined) return {}
  if (name === 'salon') return salonWorld()
  return readFile(name, 'utf8').then(JSON.parse, () => fail(`no world ${name}: neither "salon" nor a file`))
}

function fail(message: string): never {
  console.error(`calcom-sim: ${message}`)
  process.exit(1)
}
