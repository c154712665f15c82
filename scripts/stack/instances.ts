import { freePort } from '@calbridge/devstack'

// In the order in which they are started; they stop the other way round.
export const SERVICE_NAMES = ['gateway', 'booking', 'availability', 'sync-worker', 'webhook-ingest', 'drift-reconciler'] as const
export type ServiceName = (typeof SERVICE_NAMES)[number]

/** One process of a service, and where it listens. */
export interface Instance {
  readonly service: ServiceName
  /** Unique in the stack: `availability`, `availability-2`. */
  readonly name: string
  readonly grpcPort: number
  readonly metricsPort: number
  /** Of the gateway. */
  readonly httpPort: number
}

const MOST_REPLICAS = 16

/** Reads `availability=4`; one of each where nothing is said. */
export function parseReplicas(given: readonly string[]): Map<ServiceName, number> {
  const replicas = new Map<ServiceName, number>(SERVICE_NAMES.map((name) => [name, 1]))
  for (const text of given.flatMap((list) => list.split(','))) {
    const [name = '', count = ''] = text.split('=')
    const service = SERVICE_NAMES.find((known) => known === name)
    if (!service) throw new Error(`--replicas: no service "${name}"; there are ${SERVICE_NAMES.join(', ')}`)
    const number = Number(count)
    if (!Number.isInteger(number) || number < 1 || number > MOST_REPLICAS)
      throw new Error(`--replicas: "${text}" must be ${name}=1 to ${name}=${MOST_REPLICAS}`)
    replicas.set(service, number)
  }
  return replicas
}

/** Where the gateway listens if the port is free. */
export const HTTP_PORT = 8080

/** Decides every address before anything starts, so that each process can be told where the others are. `httpPort` 0 takes a free one. */
export async function planInstances(replicas: ReadonlyMap<ServiceName, number>, httpPort = HTTP_PORT): Promise<Instance[]> {
  const instances: Instance[] = []
  const taken = new Set<number>()
  const port = async (preferred?: number): Promise<number> => {
    const found = await freePort(preferred)
    if (taken.has(found)) return port()
    taken.add(found)
    return found
  }
  for (const service of SERVICE_NAMES)
    for (let n = 1; n <= (replicas.get(service) ?? 1); n++)
      instances.push({
        service,
        name: n === 1 ? service : `${service}-${n}`,
        grpcPort: await port(),
        metricsPort: await port(),
        httpPort: service === 'gateway' ? await port(n === 1 && httpPort > 0 ? httpPort : undefined) : 0,
      })
  return instances
}

export const grpcAddresses = (instances: readonly Instance[], service: ServiceName): string[] =>
  instances.filter((one) => one.service === service).map(({ grpcPort }) => `127.0.0.1:${grpcPort}`)

export const httpUrl = (instances: readonly Instance[]): string =>
  `http://127.0.0.1:${instances.find(({ service }) => service === 'gateway')?.httpPort}`
