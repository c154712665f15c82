import type { Freshness } from '../application/query.ts'

interface Time {
  readonly host: number
  readonly day: number
  readonly slot: number
}

/** What is done to the world, and when: milliseconds from its beginning. Drawn before it begins, so that each can be left out. */
export type Operation = { readonly atMs: number } & (
  | {
      readonly kind: 'ask'
      readonly process: number
      /** Of which host; both for 2. */
      readonly host: number
      readonly firstDay: number
      readonly days: number
      readonly freshness: Freshness
      readonly withinMs: number
    }
  | ({ readonly kind: 'book' } & Time)
  | ({ readonly kind: 'book_there' } & Time)
  | ({ readonly kind: 'hold'; readonly forMs: number } & Time)
  /** Of the appointments there are, the nth from the end. */
  | { readonly kind: 'cancel'; readonly nth: number }
  | { readonly kind: 'cancel_there'; readonly nth: number }
  | { readonly kind: 'kill'; readonly process: number }
  | { readonly kind: 'pause'; readonly process: number; readonly forMs: number }
  | { readonly kind: 'step_clock'; readonly process: number; readonly byMs: number }
  | { readonly kind: 'cut_news'; readonly process: number; readonly silentMs: number; readonly awayMs: number }
  | { readonly kind: 'flush' }
  | { readonly kind: 'lose_leases' }
  | { readonly kind: 'lose_redis'; readonly forMs: number; readonly silent: boolean; readonly emptied: boolean }
  | { readonly kind: 'calcom_trouble'; readonly forMs: number; readonly trouble: 'hangs' | 'fails' }
)

export const PROCESSES = 3
export const DAYS = 3
export const SLOTS = 12
/** Operations come within this time. */
export const BUSY_MS = 8_000

/** How many of 1,000 calls the network loses: some while there is something to do, none once all is calm. */
export const losing =
  (perMille: number, elapsedMs: () => number): (() => number) =>
  () =>
    elapsedMs() < BUSY_MS ? perMille : 0

/** Mostly look-ups, some bookings, and troubles: in some schedules none, so that what may only happen in trouble is seen without. */
export function drawOperations(random: () => number): Operation[] {
  const below = (count: number): number => Math.floor(random() * count)
  const between = (least: number, most: number): number => Math.round(least + random() * (most - least))
  const one = <Choice>(...choices: Choice[]): Choice => choices[below(choices.length)]!

  const ask = (): Operation => ({
    atMs: between(0, BUSY_MS),
    kind: 'ask',
    process: below(PROCESSES),
    host: below(3),
    firstDay: below(DAYS),
    days: between(1, DAYS),
    freshness: random() < 0.8 ? 'cached' : one('cache_only', 'max_age', 'fresh'),
    withinMs: one(100, 1_500, 1_500, 4_000),
  })
  const appointment = (): Operation => {
    const atMs = between(0, BUSY_MS)
    if (random() < 0.4) return { atMs, kind: one('cancel', 'cancel_there'), nth: below(3) }
    const time = { host: below(2), day: below(DAYS), slot: below(SLOTS) }
    return random() < 0.2 ? { atMs, kind: 'hold', ...time, forMs: between(100, 4_000) } : { atMs, kind: one('book', 'book_there'), ...time }
  }
  const trouble = (): Operation => {
    const [atMs, process] = [between(0, BUSY_MS), below(PROCESSES)]
    return one<() => Operation>(
      () => ({ atMs, kind: 'kill', process }),
      () => ({ atMs, kind: 'pause', process, forMs: between(50, 4_000) }),
      () => ({ atMs, kind: 'step_clock', process, byMs: between(-7_200_000, 7_200_000) }),
      () => ({ atMs, kind: 'cut_news', process, silentMs: between(0, 3_000), awayMs: between(1, 1_000) }),
      () => ({ atMs, kind: one('flush', 'lose_leases') }),
      () => ({ atMs, kind: 'lose_redis', forMs: between(100, 3_000), silent: random() < 0.5, emptied: random() < 0.5 }),
      () => ({ atMs, kind: 'calcom_trouble', forMs: between(100, 4_000), trouble: one('hangs', 'fails') }),
    )()
  }
  /** Callers come in crowds too: to the same day at nearly the same time. */
  const crowd = (): Operation[] => {
    const first = ask()
    return Array.from({ length: between(2, 6) }, () => ({ ...first, atMs: first.atMs + below(20), process: below(PROCESSES) }) as Operation)
  }
  const drawn = [
    ...Array.from({ length: between(5, 25) }, ask),
    ...Array.from({ length: below(4) }, crowd).flat(),
    ...Array.from({ length: below(10) }, appointment),
    ...Array.from({ length: random() < 0.25 ? 0 : between(1, 6) }, trouble),
  ]
  return drawn.sort((a, b) => a.atMs - b.atMs)
}
