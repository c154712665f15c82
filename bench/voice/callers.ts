import { setTimeout as sleep } from 'node:timers/promises'
import { machineMs } from '../clock.ts'
import type { Agent, Offer } from './agent.ts'
import { zipfKeys } from './keys.ts'
import { Notes, type Tally } from './tally.ts'

/** At first, and after a third of the time. */
export const CALLERS = { atFirst: 10, later: 25 }
const THINK_MAX_MS = 3_000
const BOOKINGS = 0.2
const ALTERNATIVES = 0.2

/**
 * People on the phone, each with an agent of their own (`agentOf`): they think for up to 3 s, then ask what is free (60 %), ask for
 * alternatives (20 %), or book what they were last told of (20 %; who was told of nothing asks again).
 */
export async function callers(agentOf: (caller: number) => Agent, forMs: number, random: () => number): Promise<Tally> {
  const notes = new Notes()
  const nextKey = zipfKeys(random)
  const endsAtMs = machineMs() + forMs
  const caller = async (n: number): Promise<void> => {
    const agent = agentOf(n)
    if (n >= CALLERS.atFirst) await sleep(forMs / 3)
    let offers: readonly Offer[] = []
    for (;;) {
      await sleep(random() * THINK_MAX_MS)
      if (machineMs() >= endsAtMs) return
      const chance = random()
      const chosen = offers[Math.floor(random() * offers.length)]
      if (chance < BOOKINGS && chosen) {
        await notes.book(chosen, () => agent.book(chosen))
        offers = []
      } else {
        const key = nextKey()
        offers = await notes.read(() => (chance >= 1 - ALTERNATIVES ? agent.alternatives(key) : agent.lookUp(key)))
      }
    }
  }
  await Promise.all(Array.from({ length: CALLERS.later }, (_, n) => caller(n)))
  return notes.tally
}
