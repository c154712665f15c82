import type { Demo } from './demo.ts'

interface Entry {
  readonly method: string
  readonly path: string
  readonly user: string
  readonly atMs: number
}

/** The requests that the simulated Cal.com got so far. */
export const requests = async ({ simulator }: Demo): Promise<Entry[]> =>
  (await simulator<{ entries: Entry[] }>('GET', '/_sim/journal')).body.entries

export const isLookUp = ({ path }: Entry): boolean => path.startsWith('/v2/slots')
/** Requests that change a booking. */
export const isWrite = ({ method, path }: Entry): boolean => method !== 'GET' && path.startsWith('/v2/bookings')

/** How many requests of a kind `work` set off. */
export async function counted<T>(
  demo: Demo,
  kind: (entry: Entry) => boolean,
  work: () => Promise<T>,
): Promise<{ result: T; calls: number }> {
  const before = (await requests(demo)).filter(kind).length
  const result = await work()
  return { result, calls: (await requests(demo)).filter(kind).length - before }
}
