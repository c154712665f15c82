import { AppError, type Clock } from '@calbridge/core'
import { absorbed, withBookingsOf } from '../domain/absorb.ts'
import { type Appointment, type Booked, type Claim, OVERLAP, type RemoteBooking, startOf } from '../domain/appointment.ts'
import { type Change, changed, isSame } from '../domain/change.ts'
import { fits, newlyClaimed } from '../domain/claims.ts'
import { withRemote } from '../domain/remotes.ts'
import { type MemoryKeys, memoryKeys } from './memory-keys.ts'
import { type AppointmentStore, type Changed, Overtaken, type RemoteStore } from './ports.ts'

export interface MemoryStores {
  readonly store: AppointmentStore
  readonly remotes: RemoteStore
  readonly idempotency: MemoryKeys
  /** What was told of each change, in order. */
  readonly events: { readonly uid: string; readonly version: number; readonly kind: Change['event']['kind'] }[]
}

interface Booking {
  owner: string | undefined
  remote: RemoteBooking
}

/** Keeps all in this process: for tests and for the simulation. Each call is done at once, so it is one transaction. */
export function memoryStores(clock: Pick<Clock, 'now'>): MemoryStores {
  const rows = new Map<string, Booked>()
  const bookings = new Map<string, Booking>()
  const idempotency = memoryKeys(clock)
  const events: MemoryStores['events'] = []
  const name = (tenant: string, uid: string): string => `${tenant}/${uid}`

  const othersOf = (mine: string, { tenant, uid }: Appointment, { resource }: Claim): Claim[] =>
    [...rows.values()]
      .filter(({ appointment }) => appointment.tenant === tenant && appointment.uid !== uid && appointment.uid !== mine)
      .flatMap(({ claims }) => claims.filter((claim) => claim.resource === resource))

  /** Checks all before it writes anything, `check` last. `freed` is an appointment that ends in the same transaction. */
  function write(before: Booked | undefined, { next, claims, event, fact }: Change, { freed = '', check = () => {} } = {}): Booked {
    const { tenant, uid } = next
    for (const remote of next.remotes) {
      const known = bookings.get(name(tenant, remote.uid))
      if (known?.owner && known.owner !== uid && known.owner !== freed) throw new Overtaken(known.owner)
      if (known && !known.owner && known.remote.updatedAtMs > remote.updatedAtMs) throw new Overtaken(undefined)
    }
    const taken = newlyClaimed(before?.claims ?? [], claims)
    const overlaps = taken.some((claim) => !fits(claim, othersOf(freed, next, claim)))
    if (overlaps && !fact) throw new AppError('conflict', 'this time is not free', { field: 'start', reason: 'slot_taken' })
    check()
    const appointment = {
      ...next,
      id: next.id || rows.size + 1,
      ...(overlaps && { requiresManualReview: true, syncErrorCode: OVERLAP }),
    }
    for (const remote of next.remotes) bookings.set(name(tenant, remote.uid), { owner: uid, remote })
    rows.set(name(tenant, uid), { appointment, claims })
    events.push({ uid, version: next.version, kind: event.kind })
    return { appointment, claims }
  }

  const uidOf = (tenant: string, ref: string): string | undefined => {
    if (rows.has(name(tenant, ref))) return ref
    const numbered = [...rows.values()].find(({ appointment }) => appointment.tenant === tenant && String(appointment.id) === ref)
    return numbered?.appointment.uid ?? bookings.get(name(tenant, ref))?.owner
  }
  const rowOf = (tenant: string, ref: string): Booked | undefined => rows.get(name(tenant, uidOf(tenant, ref) ?? ''))

  const store: AppointmentStore = {
    async create(change, key) {
      const booked = write(undefined, change, { check: () => idempotency.check(change.next.tenant, key) })
      idempotency.insert(change.next.tenant, key, change.next.uid)
      return booked
    },
    async change(tenant, ref, decide, key): Promise<Changed | undefined> {
      const current = rowOf(tenant, ref)
      if (!current) return undefined
      const change = decide(current)
      const check = () => idempotency.check(tenant, key)
      if (!change) check()
      const after = change ? write(current, change, { check }) : current
      idempotency.insert(tenant, key, current.appointment.uid)
      return { after, changed: change !== undefined }
    },
    async merge(tenant, keptUid, goneUid, decide) {
      const kept = rows.get(name(tenant, keptUid))
      const gone = rows.get(name(tenant, goneUid))
      if (!kept || !gone) return undefined
      const { changeId } = kept.appointment
      const still = { kind: 'sync_changed', origin: 'calcom', changeId, fact: true } as const
      const change = decide(kept, gone.appointment) ?? changed(withBookingsOf(kept, gone.appointment), {}, clock.now(), still)
      const after = write(kept, change, { freed: goneUid })
      const end = absorbed(gone, kept.appointment, clock.now())
      rows.delete(name(tenant, goneUid))
      events.push({ uid: goneUid, version: end.next.version, kind: end.event.kind })
      return { after, changed: true }
    },
    resolve: async (tenant, ref) => uidOf(tenant, ref),
    get: async (tenant, ref) => rowOf(tenant, ref)?.appointment,
    list: async (tenant, filter) =>
      [...rows.values()]
        .map(({ appointment }) => appointment)
        .filter((one) => one.tenant === tenant && isWanted(one, filter))
        .sort((a, b) => startOf(a) - startOf(b) || (a.uid < b.uid ? -1 : 1))
        .slice(0, filter.limit),
    liveClaims: async (tenant, fromMs, toMs) =>
      [...rows.values()]
        .filter(({ appointment }) => appointment.tenant === tenant)
        .flatMap(({ appointment, claims }) =>
          claims
            .filter((claim) => claim.toMs > fromMs && claim.fromMs < toMs)
            .map(({ capacity: _, ...claim }) => ({ ...claim, appointmentUid: appointment.uid, version: appointment.version })),
        ),
  }

  const remotes: RemoteStore = {
    ownersOf: async (tenant, uids) => [...new Set(uids.flatMap((uid) => bookings.get(name(tenant, uid))?.owner ?? []))],
    async park(tenant, remotes) {
      for (const { uid } of remotes) {
        const owner = bookings.get(name(tenant, uid))?.owner
        if (owner) throw new Overtaken(owner)
      }
      for (const remote of remotes) {
        const known = bookings.get(name(tenant, remote.uid))
        const [merged = remote] = withRemote(known ? [known.remote] : [], remote)
        bookings.set(name(tenant, remote.uid), { owner: undefined, remote: merged })
      }
    },
    async parked(tenant, uids) {
      const found = new Map<string, RemoteBooking>()
      const follow = (uid: string): void => {
        const known = bookings.get(name(tenant, uid))
        if (!known || known.owner || found.has(uid)) return
        found.set(uid, known.remote)
        if (known.remote.nextUid) follow(known.remote.nextUid)
      }
      uids.forEach(follow)
      return [...found.values()]
    },
  }
  return { store, remotes, idempotency, events }
}

type Filter = Parameters<AppointmentStore['list']>[1]

function isWanted(one: Appointment, { fromMs = 0, toMs = Infinity, statuses, staffId, customerEmail, after }: Filter): boolean {
  const startMs = startOf(one)
  const isAfter = !after || startMs > after.startMs || (startMs === after.startMs && one.uid > after.uid)
  const isTheirs = isSame(staffId ?? one.segments[0]?.staffId, one.segments[0]?.staffId)
  const isOf = customerEmail === undefined || one.attendee.email === customerEmail
  return startMs >= fromMs && startMs < toMs && (statuses.length === 0 || statuses.includes(one.status)) && isTheirs && isOf && isAfter
}
