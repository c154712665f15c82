import { AppError } from '@calbridge/core'
import type { BookingPort, CalcomPort } from '../application/ports.ts'
import type { Answer, Finding, Remote } from '../domain/answer.ts'
import type { Attempt } from '../domain/job.ts'
import { type Plan, type PlanSegment, standsThere } from '../domain/plan.ts'
import { aPlan, aSegment } from './builders.ts'

/** What a test makes happen to one request that writes. */
export type Fault = 'none' | 'answer_lost' | 'request_lost' | 'late' | 'very_late' | 'hang' | 'rate_limited' | 'lost_race' | 'taken'

export interface Time {
  nowMs: number
}

interface There extends Remote {
  readonly appointment: string
  readonly change: string
  readonly from: string
  to: string
  readonly visibleAtMs: number
}

/**
 * A Cal.com that takes everything, overlaps included, as the real one may: only its caller keeps it from holding two bookings.
 * One that is not answered may have been written, or not, or be written later. A strict one refuses a start that is taken, and may
 * be so late that no waiting helps.
 */
export function fakeCalcom(time: Time, fault: () => Fault, random: () => number, { strict = false } = {}) {
  const bookings: There[] = []
  const later: { atMs: number; run(): void }[] = []
  const waiting: { atMs: number; resolve(): void }[] = []
  let sent = 0
  let lookUps = 0
  const live = () => bookings.filter(({ status }) => standsThere(status))
  const find = (uid: string) => bookings.find((booking) => booking.uid === uid)
  const visible = (booking: There | undefined): There | undefined => (booking && booking.visibleAtMs <= time.nowMs ? booking : undefined)

  function add(plan: Plan, startMs: number, from = '', change = plan.changeId): There {
    const uid = `u${bookings.length + 1}`
    const visibleAtMs = time.nowMs + Math.floor(random() * 5_000)
    const made = {
      uid,
      id: bookings.length,
      status: 'accepted',
      startMs,
      updatedAtMs: time.nowMs,
      hostId: 1,
      from,
      to: '',
      change,
      visibleAtMs,
    }
    bookings.push({ ...made, appointment: plan.appointmentUid })
    return bookings.at(-1)!
  }
  async function write(act: () => Answer): Promise<Answer> {
    sent++
    switch (fault()) {
      case 'none':
        return act()
      case 'answer_lost':
        act()
        return { kind: 'unknown', code: 'HTTP_500' }
      case 'request_lost':
        return { kind: 'unknown', code: 'HTTP_502' }
      case 'late':
        later.push({ atMs: time.nowMs + Math.floor(random() * 50_000), run: () => void act() })
        return { kind: 'unknown', code: 'timeout' }
      case 'very_late':
        later.push({ atMs: time.nowMs + 60_000 + Math.floor(random() * 60_000), run: () => void act() })
        return { kind: 'unknown', code: 'timeout' }
      case 'hang': {
        const answer = act()
        await new Promise<void>((resolve) => waiting.push({ atMs: time.nowMs + Math.floor(random() * 30_000), resolve }))
        return random() < 0.5 ? answer : { kind: 'unknown', code: 'timeout' }
      }
      case 'rate_limited':
        return { kind: 'unsent', code: 'rate_limited', retryAfterMs: 20_000 }
      case 'lost_race':
        return { kind: 'lost_race', code: 'lost_race' }
      case 'taken':
        return { kind: 'taken', code: 'slot_taken' }
    }
  }
  const tail = (booking: There): There => (booking.to === '' ? booking : tail(find(booking.to)!))

  const port: CalcomPort = {
    create: (plan, segment) =>
      write(() => {
        if (strict && live().some(({ startMs }) => startMs === segment.startMs)) return { kind: 'taken', code: 'slot_taken' }
        return { kind: 'written', booking: add(plan, segment.startMs) }
      }),
    reschedule: (plan, segment) =>
      write(() => {
        const old = find(segment.uid)!
        if (!standsThere(old.status)) return { kind: 'gone', code: 'already_rescheduled' }
        const made = add(plan, segment.startMs, old.uid, old.change)
        Object.assign(old, { status: 'cancelled', to: made.uid })
        return { kind: 'written', booking: made }
      }),
    cancel: (_plan, segment) =>
      write(() => {
        const old = find(segment.uid)!
        if (!standsThere(old.status)) return { kind: 'gone', code: 'already_cancelled' }
        Object.assign(old, { status: 'cancelled' })
        return { kind: 'written', booking: old }
      }),
    async lookUp(plan: Plan, _segment: PlanSegment, attempt: Attempt): Promise<Finding> {
      lookUps++
      if (attempt.op === 'create') {
        const found = visible(
          bookings.find(({ appointment, change }) => appointment === plan.appointmentUid && change === attempt.changeId),
        )
        return found ? { kind: 'happened', booking: tail(found), asWanted: tail(found).startMs === attempt.startMs } : { kind: 'absent' }
      }
      const old = find(attempt.targetUid)!
      const now = tail(old)
      if (attempt.op === 'cancel') {
        if (!standsThere(now.status)) return { kind: 'happened', booking: now, asWanted: true }
        return now === old ? { kind: 'absent' } : { kind: 'elsewhere', booking: now }
      }
      if (now === old || !visible(now)) return standsThere(old.status) || now !== old ? { kind: 'absent' } : { kind: 'dead' }
      return now.startMs === attempt.startMs ? { kind: 'happened', booking: now, asWanted: true } : { kind: 'elsewhere', booking: now }
    },
    isListed: async () => random() < 0.5,
    startOf: async (segment) => find(segment.uid)!.startMs,
  }
  return {
    port,
    live,
    sent: () => sent,
    lookUps: () => lookUps,
    /** Runs what the time has come for. */
    tick() {
      for (const queue of [later, waiting] as { atMs: number; run?(): void; resolve?(): void }[][])
        for (const due of queue.filter(({ atMs }) => atMs <= time.nowMs)) {
          queue.splice(queue.indexOf(due), 1)
          due.run?.()
          due.resolve?.()
        }
    },
  }
}

/** A booking service that keeps one appointment and fails now and then. */
export function fakeBooking(random: () => number, failures: number) {
  let plan = aPlan()
  const port: BookingPort = {
    async plan() {
      if (random() < failures) throw new AppError('unavailable', 'booking is down')
      return plan
    },
    async record(_job, { outcome, booking, changeId }) {
      if (random() < failures) throw new AppError('unavailable', 'booking is down')
      const [segment] = plan.segments
      if (outcome === 'synced' && booking) {
        const previousUid = booking.uid === segment!.uid ? segment!.previousUid : segment!.uid
        const known = { uid: booking.uid, previousUid, status: booking.status, remoteStartMs: booking.startMs }
        plan = { ...plan, segments: [{ ...segment!, ...known }] }
      }
      if (outcome === 'refused' && changeId === plan.changeId) {
        if (segment!.uid === '') plan = { ...plan, wanted: 'gone', failed: true }
        else plan = { ...plan, segments: [{ ...segment!, startMs: segment!.remoteStartMs! }] }
      }
      if (random() < failures) throw new AppError('unavailable', 'the answer was lost')
    },
  }
  return {
    port,
    plan: () => plan,
    change(change: Partial<Plan>, startMs = plan.segments[0]!.startMs) {
      plan = { ...plan, ...change, version: plan.version + 1, segments: [{ ...aSegment(), ...plan.segments[0], startMs }] }
    },
  }
}
