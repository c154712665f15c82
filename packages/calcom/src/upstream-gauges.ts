import type { Scope } from '@calbridge/core'
import { Gauge } from 'prom-client'
import { BREAKER_KINDS, type Breaker } from './breaker.ts'
import type { Budget } from './budget.ts'

interface Watched {
  readonly budget: Pick<Budget, 'usage'>
  readonly breaker: Pick<Breaker, 'status'>
}

/** A process with thousands of keys shows those it used last: a label has few values, and a scrape costs few questions. */
const WATCHED_MAX = 50
const STATES = { closed: 0, half_open: 1, open: 2 } as const

const watched = new Set<ReadonlyMap<string, Watched>>()
const all = (): [string, Watched][] => [...watched].flatMap((used) => [...used])

new Gauge({
  name: 'calbridge_calcom_budget_permits',
  help: 'Of the keys used last: permits used in the last window, kept for interactive calls, and the most there may be.',
  labelNames: ['credential', 'what'],
  async collect() {
    this.reset()
    const usages = all().map(async ([credential, { budget }]) => {
      const { used, reserved, cap } = await budget.usage()
      for (const [what, permits] of Object.entries({ used, reserved, cap })) this.set({ credential, what }, permits)
    })
    await Promise.all(usages)
  },
})
new Gauge({
  name: 'calbridge_calcom_breaker_state',
  help: 'Of the keys used last: 0 closed, 1 half-open, 2 open.',
  labelNames: ['credential', 'kind'],
  async collect() {
    this.reset()
    const states = all().flatMap(([credential, { breaker }]) =>
      BREAKER_KINDS.map(async (kind) => this.set({ credential, kind }, STATES[(await breaker.status(kind)).state])),
    )
    await Promise.all(states)
  },
})

/** Shows the keys that it is told of, by the first characters of their fingerprints. */
export function watchUpstream(scope: Scope): (fingerprint: string, watched: Watched) => void {
  const used = new Map<string, Watched>()
  watched.add(used)
  scope.defer('gauges of keys', () => void watched.delete(used))
  return (fingerprint, guard) => {
    const name = fingerprint.slice(0, 8)
    used.delete(name)
    used.set(name, guard)
    for (const [oldest] of used) if (used.size > WATCHED_MAX) used.delete(oldest)
  }
}
