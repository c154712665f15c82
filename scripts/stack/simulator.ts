import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BuiltWorld, WorldSpec } from '@calbridge/calcom-sim'
import type { Scope } from '@calbridge/core'
import { freePort, type Log, startProgram } from '@calbridge/devstack'
import { getJson, postJson } from './json.ts'

const FOLDER = join(import.meta.dirname, '../../packages/calcom-sim')

export interface Simulator {
  readonly url: string
  readonly pid: number
  /** Ids and keys of what is in it. */
  readonly world: BuiltWorld
}

/** Starts the Cal.com simulator with its data kept in the stack; builds the world when it is a new one. */
export async function startSimulator(
  { dir, state, usualPorts }: { dir: string; state: string; usualPorts: boolean },
  world: WorldSpec,
  log: Log,
  scope: Scope,
): Promise<Simulator> {
  // The same one each time: until the directory has gone round, services look for it where it was.
  const kept = join(state, 'calcom-sim-port')
  const usual = usualPorts ? 4000 : undefined
  const port = await freePort(existsSync(kept) ? Number(readFileSync(kept, 'utf8')) : usual)
  writeFileSync(kept, String(port))
  const url = `http://127.0.0.1:${port}`
  const { pid } = await startProgram(
    {
      name: 'calcom-sim',
      folder: FOLDER,
      dir,
      args: ['src/cli.ts', '--port', String(port), '--data', join(state, 'calcom-sim')],
      env: {},
      readyUrl: `${url}/_sim/health`,
      log,
    },
    scope,
  )
  const known = await getJson<BuiltWorld>(`${url}/_sim/world`)
  return { url, pid, world: known.users.length > 0 ? known : await postJson<BuiltWorld>(`${url}/_sim/world`, world) }
}

/** Cal.com sends its webhooks where the gateway listens this time. */
export const pointWebhooksTo = (simulator: Simulator, subscriberUrl: string): Promise<unknown> =>
  postJson(`${simulator.url}/_sim/webhooks/move`, { subscriberUrl })
