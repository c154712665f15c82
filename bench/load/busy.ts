import { processorMs } from '../process-numbers.ts'

export interface Busy {
  /** Of one processor: near 100 the process is what limits. */
  readonly percent: number
  readonly usedMs: number
}

/** What a process used of a processor while the work ran. */
export async function whileBusy<T>(pid: number, work: () => Promise<T>): Promise<T & { busy: Busy }> {
  const [usedBefore, begun] = [processorMs(pid), performance.now()]
  const result = await work()
  const usedMs = processorMs(pid) - usedBefore
  return { ...result, busy: { usedMs, percent: (usedMs * 100) / (performance.now() - begun) } }
}
