import type { Booking } from './types.ts'

const DAY_MS = 86_400_000

/** Bookings by host and UTC day of their start, so that a look-up reads a few days and not a year. */
export class DayIndex {
  readonly #days = new Map<string, Booking[]>()
  readonly #byHost = new Map<number, Booking[]>()

  add(booking: Booking): void {
    for (const hostId of booking.hostIds) {
      push(this.#days, `${hostId}:${Math.floor(booking.startMs / DAY_MS)}`, booking)
      push(this.#byHost, hostId, booking)
    }
  }

  /** Bookings that touch [fromMs, toMs); none is longer than a day. */
  of(hostId: number, fromMs: number, toMs: number): Booking[] {
    const found: Booking[] = []
    for (let day = Math.floor(fromMs / DAY_MS) - 1; day <= Math.floor(toMs / DAY_MS); day++) {
      for (const booking of this.#days.get(`${hostId}:${day}`) ?? []) {
        if (booking.startMs < toMs && booking.endMs > fromMs) found.push(booking)
      }
    }
    return found
  }

  all(hostId: number): readonly Booking[] {
    return this.#byHost.get(hostId) ?? []
  }
}

function push<K>(map: Map<K, Booking[]>, key: K, booking: Booking): void {
  const list = map.get(key)
  if (list) list.push(booking)
  else map.set(key, [booking])
}
