import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SimControl } from './control/control.ts'
import { openDataFile } from './data-file.ts'
import { createApp } from './http/app.ts'
import { type CalcomSimOptions, resolveOptions } from './options.ts'
import { Sim } from './sim.ts'
import type { BuiltWorld } from './world/spec.ts'

const CRON_MS = 60_000

export interface CalcomSim {
  /** Without a slash at the end; the API is under `/v2`. */
  readonly url: string
  readonly port: number
  /** Ids and keys of the world given at the start. */
  readonly world: BuiltWorld
  /** What `/_sim` does, without HTTP. */
  readonly control: SimControl
  /** Ends open connections and deliveries. */
  close(): Promise<void>
}

/** A Cal.com on 127.0.0.1. Rejects when the port is taken or the world refers to nobody. */
export async function startCalcomSim(options: CalcomSimOptions = {}): Promise<CalcomSim> {
  const resolved = resolveOptions(options)
  const sim = new Sim({ ...resolved, world: {} })
  const file = options.data === undefined ? undefined : openDataFile(sim, options.data)
  const world = sim.build(resolved.world)
  const control = new SimControl(sim)
  const server = createServer({ keepAliveTimeout: 60_000 }, createApp(sim))
  // Each request may have changed something; a look at the method would miss reads that book.
  if (file) server.on('request', (_request, response) => response.once('close', file.touch))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', 4096, resolve)
  })
  const cron = setInterval(() => void control.cron(), Math.min(CRON_MS, sim.webhooks.courier.settings.cronIntervalMs)).unref()
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    port,
    world,
    control,
    close: async () => {
      clearInterval(cron)
      sim.webhooks.courier.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      file?.save()
    },
  }
}
