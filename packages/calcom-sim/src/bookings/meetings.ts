import type { Sim } from '../sim.ts'
import type { Booking } from '../world/types.ts'

type Trigger = 'MEETING_STARTED' | 'MEETING_ENDED'

/** What Cal.com's minute cron sends at the start and the end of a meeting, whether or not anybody came. */
export class Meetings {
  readonly #sim: () => Sim
  readonly #due = new Map<string, { booking: Booking; trigger: Trigger; atMs: number; row: Record<string, unknown> }>()

  constructor(sim: () => Sim) {
    this.#sim = sim
  }

  /** The row is stored as the booking is now, and sent so, whatever changes later. */
  schedule(booking: Booking): void {
    if (booking.status !== 'accepted') return
    const row = this.#sim().webhooks.meetingRow(booking)
    this.#due.set(`${booking.uid}:start`, { booking, trigger: 'MEETING_STARTED', atMs: booking.startMs, row })
    this.#due.set(`${booking.uid}:end`, { booking, trigger: 'MEETING_ENDED', atMs: booking.endMs, row })
  }

  unschedule(booking: Booking): void {
    this.#due.delete(`${booking.uid}:start`)
    this.#due.delete(`${booking.uid}:end`)
  }

  /** The cron's run: sends what is due, once. Gives how many. */
  async run(): Promise<number> {
    const nowMs = this.#sim().clock.now()
    const due = [...this.#due].filter(([, { atMs }]) => atMs <= nowMs)
    for (const [id] of due) this.#due.delete(id)
    await Promise.all(due.map(([, { booking, trigger, row }]) => this.#sim().webhooks.emit(trigger, booking, { row })))
    return due.length
  }

  clear(): void {
    this.#due.clear()
  }
}
