import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { testScope } from '@calbridge/testkit'
import type { World } from './world.ts'

/** The service as a process of its own, to be killed or stopped. Its end gives [exit code, signal]. */
export async function spawnInstance(world: World) {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const env = { ...process.env, ...world.env, LOG_LEVEL: 'info' }
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  testScope().defer('instance', () => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const port = await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      const { grpc_port: told } = JSON.parse(line) as { grpc_port?: number }
      if (told) resolve(told)
    })
    ended.then(() => reject(new Error('the instance did not start')))
  })
  return { client: world.clientOf(port), signal: (name: NodeJS.Signals) => child.kill(name), ended }
}
