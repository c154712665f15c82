import { getJson, postJson } from '../scripts/stack/json.ts'
import type { StackFile } from '../scripts/stack/stack-file.ts'

export interface Request {
  readonly user: string
  readonly method: string
  readonly path: string
  /** Epoch, whole milliseconds. */
  readonly atMs: number
  readonly durationMs: number
  readonly status: number
}

type Kind = 'slots' | 'write' | 'read'

/** The simulated Cal.com takes exactly so long for an answer. */
export const setLatency = (stack: StackFile, kind: Kind, ms: number): Promise<unknown> =>
  postJson(`${stack.simulator}/_sim/latency`, { option: { [kind]: { p50Ms: ms, p95Ms: ms, maxMs: ms } } })

/** It answers as slowly as users report of the real one: slots p50 0.6 s and p95 3 s, writes p50 1.5 s and p95 5 s. */
export const setRealisticLatency = (stack: StackFile): Promise<unknown> =>
  postJson(`${stack.simulator}/_sim/latency`, { option: 'realistic' })

/** What it was asked since `sinceMs` (epoch), on paths that begin so. */
export async function requestsTo(stack: StackFile, path: string, sinceMs: number): Promise<Request[]> {
  const { entries } = await getJson<{ entries: Request[] }>(`${stack.simulator}/_sim/journal?since=${new Date(sinceMs).toISOString()}`)
  return entries.filter((entry) => entry.path.startsWith(path) && entry.atMs >= sinceMs)
}
