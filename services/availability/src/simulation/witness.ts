import type { SimulatedProcess, Simulation } from '@calbridge/simulation'
import type { ClaimStore } from '../application/claim-store.ts'
import type { LoadSlots } from '../application/loads.ts'
import { type ColdDay, loadId, type SlotStore } from '../application/slot-store.ts'
import type { DayEntry } from '../domain/day-entry.ts'
import type { Projection } from '../domain/projection.ts'
import type { SlotUnit } from '../domain/slot-unit.ts'
import type { EpochDay } from '../domain/utc-day.ts'
import type { MemoryCache } from '../testing/memory-cache.ts'

/** How long Cal.com is not believed after a change there. */
export const SETTLE_MS = 2_500

/** What went wrong, and for which process; for all of them without one. */
export interface Trouble {
  readonly process: SimulatedProcess | undefined
  readonly what: 'redis' | 'emptied' | 'calcom' | 'budget' | 'paused' | 'killed' | 'news'
  readonly fromMs: number
  readonly toMs: number
}

/** One call for days of a unit, as a process set out to make it. */
export interface Load {
  readonly process: SimulatedProcess
  readonly loadKey: string
  readonly firstDay: EpochDay
  readonly lastDay: EpochDay
  readonly atMs: number
}

/** A day whose lead was given to a process. */
export interface Lead {
  readonly id: string
  readonly process: SimulatedProcess
  readonly loadKey: string
  readonly day: EpochDay
  readonly token: string
  readonly atMs: number
  /** Absent while it loads, and when its end never came. */
  end?: { readonly atMs: number; readonly kept: boolean; readonly entry: DayEntry | undefined }
}

export interface Bump {
  readonly resource: string
  readonly day: EpochDay
  readonly atMs: number
  /** Cal.com itself had changed. */
  readonly settles: boolean
}

/** Sees from outside what happens, as no process can: at the servers, at the moment it happens. Times on the simulation's scale. */
export class Witness {
  readonly troubles: Trouble[] = []
  readonly leads: Lead[] = []
  readonly loads: Load[] = []
  readonly bumps: Bump[] = []
  readonly sentMs: number[] = []
  /** Of an appointment's version, when it was first applied. */
  readonly appliedMs = new Map<string, number>()
  readonly #simulation: Simulation
  #applying: Projection['bumps'] = []

  constructor(simulation: Simulation, cache: MemoryCache) {
    this.#simulation = simulation
    cache.subscribe((news) => {
      for (const [resource, day] of news.kind === 'change' ? news.versions : []) {
        const settles = this.#applying.some((bump) => bump.resource === resource && bump.day === day && bump.settles)
        this.bumps.push({ resource, day, atMs: simulation.elapsedMs, settles })
      }
    })
  }

  troubled(process: SimulatedProcess | undefined, what: Trouble['what']): void {
    this.troubledFor(process, what, 0)
  }

  troubledFor(process: SimulatedProcess | undefined, what: Trouble['what'], forMs: number): void {
    const fromMs = this.#simulation.elapsedMs
    this.troubles.push({ process, what, fromMs, toMs: fromMs + forMs })
  }

  sent(): void {
    this.sentMs.push(this.#simulation.elapsedMs)
  }

  /** The claims as they are changed. */
  watchedClaims(claims: ClaimStore): ClaimStore {
    return {
      ...claims,
      apply: (projection) => {
        const key = `${projection.appointmentUid} ${projection.version}`
        if (!this.appliedMs.has(key)) this.appliedMs.set(key, this.#simulation.elapsedMs)
        this.#applying = projection.bumps
        return claims.apply(projection) // whose news is out before it returns
      },
    }
  }

  /**
   * A change that Redis has forgotten while Cal.com still settled: until when it settles is written nowhere else, and a load of
   * that time is kept for as long as any.
   */
  hasForgotten({ atMs, settles }: Bump): boolean {
    return settles && this.wasTroubled(atMs, atMs + SETTLE_MS, ({ what }) => what === 'emptied')
  }

  wasTroubled(fromMs: number, toMs: number, which: (trouble: Trouble) => boolean): boolean {
    return this.troubles.some((trouble) => trouble.toMs >= fromMs && trouble.fromMs <= toMs && which(trouble))
  }

  /** The way to Cal.com as this process takes it. */
  watchedLoads(loadSlots: LoadSlots, process: SimulatedProcess): LoadSlots {
    return (unit, firstDay, lastDay, kind) => {
      this.loads.push({ process, loadKey: unit.loadKey, firstDay, lastDay, atMs: this.#simulation.elapsedMs })
      return loadSlots(unit, firstDay, lastDay, kind)
    }
  }

  /** The shared store as this process's calls reach it. */
  watched(store: SlotStore, process: SimulatedProcess): SlotStore {
    const ended = (unit: SlotUnit, { token, days }: { readonly token: string; readonly days: readonly ColdDay[] }) =>
      days.map((day) => this.leads.findLast((lead) => lead.token === token && lead.id === loadId(unit, day))!)
    return {
      ...store,
      lease: async (unit, days, beside) => {
        const leased = await store.lease(unit, days, beside)
        const { token, days: led } = leased.led
        for (const cold of led) {
          const { loadKey } = unit
          this.leads.push({ id: loadId(unit, cold), process, loadKey, day: cold.day, token, atMs: this.#simulation.elapsedMs })
        }
        return leased
      },
      complete: async (unit, lease, entries) => {
        const completed = await store.complete(unit, lease, entries)
        const atMs = this.#simulation.elapsedMs
        ended(unit, lease).forEach((lead, index) => {
          lead.end = { atMs, kept: completed.kept[index]!, entry: entries[index] }
        })
        return completed
      },
      abandon: async (unit, lease, failure) => {
        await store.abandon(unit, lease, failure)
        for (const lead of ended(unit, lease)) lead.end = { atMs: this.#simulation.elapsedMs, kept: false, entry: undefined }
      },
    }
  }
}
