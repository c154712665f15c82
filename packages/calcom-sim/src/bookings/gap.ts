import { sleep } from '../clock.ts'
import { lostRace } from '../http/errors.ts'
import type { Random } from '../random.ts'
import type { Span } from '../slots/span.ts'

/**
 * The time between Cal.com's checks and its write, in which others may pass the same checks. For a test
 * that must not depend on timing it can be armed: then it closes when so many have come.
 */
export class Gap {
  readonly #dice: Random
  /** Who is inside: host and start → ends. */
  readonly #inside = new Map<string, number[]>()
  #armed: { left: number; open: Promise<void>; release: () => void } | null = null

  constructor(dice: Random) {
    this.#dice = dice
  }

  /** The next `parties` writes wait for each other, `timeoutMs` at most. */
  arm(parties: number, timeoutMs: number): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, timeoutMs)
    const release = () => {
      clearTimeout(timer)
      this.#armed = null
      resolve()
    }
    this.#armed = { left: parties, open: promise, release }
  }

  async pass(gapMs: number): Promise<void> {
    const armed = this.#armed
    if (!armed) return sleep(gapMs)
    if (--armed.left === 0) armed.release()
    return armed.open
  }

  /**
   * Like `pass`, for a booking. Two that overlap without being equal both get through; about one in ten
   * dies of a colliding uid, which Cal.com makes of host, start and the millisecond.
   */
  async passWith(hostId: number, wanted: Span, gapMs: number): Promise<void> {
    const key = `${hostId}.${wanted.startMs}`
    const inside = this.#inside.get(key) ?? []
    const overlapped = inside.some((endMs) => endMs !== wanted.endMs)
    inside.push(wanted.endMs)
    this.#inside.set(key, inside)
    await this.pass(gapMs)
    inside.splice(inside.indexOf(wanted.endMs), 1)
    if (inside.length === 0) this.#inside.delete(key)
    if (overlapped && this.#dice.chance(0.1)) throw lostRace()
  }
}
