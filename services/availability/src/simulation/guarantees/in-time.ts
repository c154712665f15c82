import { type LoggedLookUp, nameOf } from '../look-up-log.ts'
import type { World } from '../world.ts'

/** Every look-up ends, none of a running process later than its deadline. */
export function answersAreInTime({ witness }: World, log: readonly LoggedLookUp[]): void {
  for (const lookUp of log) {
    const { process, end, withinMs, askedMs, startedMs = askedMs } = lookUp
    if (!end) throw new Error(`never answered: ${nameOf(lookUp)}`)
    const pauses = witness.troubles.filter((trouble) => trouble.process === process && trouble.what === 'paused')
    const dueMs = pauses.reduce((due, { fromMs, toMs }) => (fromMs <= due && due <= toMs ? toMs : due), startedMs + withinMs)
    if (end.atMs > dueMs + 0.01) throw new Error(`answered past its deadline: ${nameOf(lookUp)}, due at ${dueMs}, ended at ${end.atMs}`)
  }
}
