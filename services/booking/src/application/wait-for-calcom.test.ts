import { manualClock } from '@calbridge/testkit'
import { describe, expect, it } from 'vitest'
import type { Appointment } from '../domain/appointment.ts'
import { newBooking } from '../domain/testing.ts'
import type { ChangeListener } from './ports.ts'
import { waitForCalcom } from './wait-for-calcom.ts'

function world({ isLive = true } = {}) {
  const clock = manualClock()
  let row: Appointment = newBooking().appointment
  let reads = 0
  let wake: (() => void) | undefined
  const listener: ChangeListener = {
    isLive: () => isLive,
    next: async (ms, signal) => {
      const woken = new AbortController()
      wake = () => woken.abort()
      await clock.sleep(ms, AbortSignal.any([signal, woken.signal])).catch(() => {})
    },
    close: () => {},
  }
  const store = {
    get: async () => {
      reads++
      return row
    },
  }
  const abort = new AbortController()
  const options = { store, clock, rereadMs: 250, heardRereadMs: 2_000 }
  return {
    clock,
    abort,
    become: (differs: Partial<Appointment>) => {
      row = { ...row, ...differs }
    },
    announce: () => wake?.(),
    reads: () => reads,
    wait: (waitMs: number) => waitForCalcom(options, row, listener, waitMs, abort.signal),
  }
}
const synced = { status: 'confirmed', syncStatus: 'synced' } as const

describe('waiting for Cal.com', () => {
  it('ends with the first message after the answer, without polling', async () => {
    const { wait, clock, become, announce, reads } = world()
    const waiting = wait(4_000)
    await clock.advance(1_000)
    expect(reads()).toBe(0)
    become(synced)
    announce()
    expect(await waiting).toMatchObject(synced)
    expect(reads()).toBe(1)
  })

  it('ends within a reread when the messages cannot come', async () => {
    const { wait, clock, become } = world({ isLive: false })
    const waiting = wait(4_000)
    await clock.advance(600)
    become(synced)
    await clock.advance(150)
    expect(await waiting).toMatchObject(synced)
  })

  it('ends though the message was lost in silence', async () => {
    const { wait, clock, become } = world()
    const waiting = wait(4_000)
    become(synced)
    await clock.advance(2_000)
    expect(await waiting).toMatchObject(synced)
  })

  it('ends at its time with the truth: still pending', async () => {
    const { wait, clock } = world()
    const waiting = wait(1_000)
    await clock.advance(1_000)
    expect(await waiting).toMatchObject({ status: 'pending', syncStatus: 'pending' })
    expect(clock.sleepers).toBe(0)
  })

  it('does not take an unknown outcome for an answer', async () => {
    const { wait, clock, become, announce } = world()
    const waiting = wait(4_000)
    await clock.advance(100)
    become({ syncStatus: 'verification_pending' })
    announce()
    await clock.advance(100)
    become(synced)
    announce()
    expect(await waiting).toMatchObject(synced)
  })

  it('ends with an answer that a human must look at', async () => {
    const { wait, clock, become, announce } = world()
    const waiting = wait(4_000)
    await clock.advance(100)
    become({ syncStatus: 'failed', requiresManualReview: true })
    announce()
    expect(await waiting).toMatchObject({ status: 'pending', requiresManualReview: true })
  })

  it('ends when the caller is gone, and reads nothing for it', async () => {
    const { wait, clock, abort, reads } = world()
    const waiting = wait(4_000)
    await clock.advance(100)
    abort.abort()
    expect(await waiting).toMatchObject({ status: 'pending' })
    expect(reads()).toBe(0)
  })
})
