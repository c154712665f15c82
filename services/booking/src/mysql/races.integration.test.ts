import { seededRandom, testIds, testScope } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Booked } from '../domain/appointment.ts'
import { cancel, move } from '../domain/commands.ts'
import { MINUTE, NOW, newChange, nothingThere, segment, TEN } from '../domain/testing.ts'
import { bookingDatabase, ENGINES, openStores } from '../testing/mysql-stores.ts'

// Each race has a host of its own, and so do its uids.
const ids = testIds()
const wanted = (resource: string, startMs: number, lengthMin = 30, capacity = 1) =>
  newChange(ids.next(), [segment({ resource, startMs, endMs: startMs + lengthMin * MINUTE, capacity })])

const command = () => ({ changeId: ids.next(), origin: 'api', nowMs: NOW, expectedVersion: 0 }) as const
const moveTo = (current: Booked, startMs: number) => move(current, startMs, command())
const cancelled = (current: Booked) => cancel(current, command())

/** Runs all at once, over as many connections as the pool has. */
async function race<T>(works: readonly (() => Promise<T>)[]): Promise<{ won: T[]; lost: string[] }> {
  const ended = await Promise.allSettled(works.map((work) => work()))
  return {
    won: ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : [])),
    lost: ended.flatMap((end) => (end.status === 'rejected' ? [`${end.reason.code} ${end.reason.reason}`] : [])),
  }
}
const only = (lost: readonly string[]) => [...new Set(lost)]

describe.each(ENGINES)('on %s', (engine) => {
  let url = ''
  beforeAll(async () => {
    url = await bookingDatabase(engine)
  })
  const open = (poolMax = 50) => openStores(url, testScope(), { poolMax })

  it('INC-09: of 200 at once for one slot exactly one gets it, the others are told that it is taken', async () => {
    const { store, db } = open()
    const { won, lost } = await race(Array.from({ length: 200 }, () => () => store.create(wanted('one-slot', TEN))))
    expect(won).toHaveLength(1)
    expect(lost).toHaveLength(199)
    expect(only(lost)).toEqual(['conflict slot_taken'])
    expect(await db('claims').where({ resource: 'one-slot' })).toHaveLength(1)
  })

  it('those who get in among overlapping ones of different lengths never overlap', async () => {
    const { store } = open()
    const shapes = [
      [0, 30],
      [-15, 60],
      [15, 15],
      [-30, 31],
      [29, 45],
      [10, 5],
    ] as const
    const works = Array.from({ length: 48 }, (_, n) => {
      const [offsetMin, lengthMin] = shapes[n % shapes.length]!
      return () => store.create(wanted('lengths', TEN + offsetMin * MINUTE, lengthMin))
    })
    const { won, lost } = await race(works)
    expect(only(lost)).toEqual(['conflict slot_taken'])
    const spans = won.flatMap(({ claims }) => claims).sort((a, b) => a.fromMs - b.fromMs)
    for (const [at, span] of spans.entries()) expect(span.fromMs).toBeGreaterThanOrEqual(spans[at - 1]?.toMs ?? 0)
    expect(won.length).toBeGreaterThan(0)
  })

  it('two places take exactly two', async () => {
    const { store } = open()
    const { won, lost } = await race(Array.from({ length: 60 }, () => () => store.create(wanted('two-places', TEN, 30, 2))))
    expect(won).toHaveLength(2)
    expect(only(lost)).toEqual(['conflict slot_taken'])
  })

  it('fifty writers who book, move and cancel over 20 slots of three hosts never make two live claims overlap', async () => {
    const { store, db } = open(50)
    const random = seededRandom(7)
    const hosts = ['host-a', 'host-b', 'host-c']
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
    const startOf = () => TEN + Math.floor(random() * 20) * 15 * MINUTE
    const writer = async (): Promise<void> => {
      for (let n = 0; n < 4; n++) {
        const change = wanted(pick(hosts), startOf())
        const { uid } = change.next
        const target = startOf()
        try {
          await store.create(change)
          if (random() < 0.6) await store.change('1', uid, (current) => moveTo(current, target))
          if (random() < 0.3) {
            await store.change('1', uid, cancelled)
            await store.change('1', uid, nothingThere)
          }
        } catch (error) {
          expect(error).toMatchObject({ code: 'conflict', reason: 'slot_taken' })
        }
      }
    }
    await Promise.all(Array.from({ length: 50 }, writer))
    const pairs = await db('claims as a')
      .join('claims as b', (on) => on.on('a.resource', 'b.resource').on('a.appointment_uid', '<', 'b.appointment_uid'))
      .whereIn('a.resource', hosts)
      .whereRaw('a.starts_at < b.ends_at AND b.starts_at < a.ends_at')
      .select('a.appointment_uid as one', 'b.appointment_uid as other')
    expect(pairs).toEqual([])
    const live = await db('claims').whereIn('resource', hosts)
    expect(live.length).toBeGreaterThan(10)
    const dead = await db('claims')
      .join('appointments', 'appointments.uid', 'claims.appointment_uid')
      .whereNotIn('status', ['pending', 'confirmed'])
    expect(dead).toEqual([])
  })

  it('INC-17: leaves exactly one event for every change, in the order of the versions', async () => {
    const { store, events } = open(10)
    const { appointment: next } = await store.create(wanted('events', TEN))
    const starts = Array.from({ length: 12 }, (_, n) => TEN + (n + 1) * 60 * MINUTE)
    await Promise.all(starts.map((startMs) => store.change('1', next.uid, (current) => moveTo(current, startMs))))
    const { version = 0 } = (await store.get('1', next.uid)) ?? {}
    expect(version).toBe(13)
    expect(await events(next.uid)).toEqual(['1 booked', ...starts.map((_, n) => `${n + 2} rescheduled`)])
  })
})
