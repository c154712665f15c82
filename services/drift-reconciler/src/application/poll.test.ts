import type { Booking } from '@calbridge/calcom'
import type { CalcomWebhook } from '@calbridge/contracts'
import { manualClock, testIds } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import type { PollCursor } from '../domain/poll-cursor.ts'
import { type PollDeps, poll } from './poll.ts'

const NOW = Date.UTC(2030, 0, 1)

/** A customer's booking that nobody here knows. */
const lost = {
  uid: 'lost',
  status: 'accepted',
  startMs: NOW + 86_400_000,
  endMs: NOW + 90_000_000,
  createdAtMs: NOW - 60_000,
  updatedAtMs: NOW - 60_000,
  eventTypeId: 11,
  hosts: [],
  attendees: [],
  metadata: {},
} as unknown as Booking

function world() {
  let cursor: PollCursor | undefined
  const published: CalcomWebhook[] = []
  const steps: string[] = []
  let kafka: 'up' | 'down' = 'up'
  const deps: PollDeps = {
    publish: async (webhooks) => {
      if (kafka === 'down') throw new Error('Kafka is gone')
      published.push(...webhooks)
      steps.push('published')
    },
    clock: manualClock(NOW),
    ids: testIds(),
    traceparent: () => undefined,
    options: { settleMs: 1_000, lookBackMs: 3_600_000, maxPages: 3 },
  }
  const target = {
    tenant: '1',
    local: { find: async () => [] },
    changes: async () => ({ bookings: [lost], last: true }),
    get: async () => undefined,
    toRemote: ({ uid, status, startMs }: Booking) => ({
      uid,
      status,
      startMs,
      hostIds: [],
      rescheduledFromUid: undefined,
      rescheduledToUid: undefined,
      appointmentUid: undefined,
      credentialId: 'key',
      ours: true,
    }),
    cursor: {
      read: async () => cursor,
      write: async (next: PollCursor) => {
        cursor = next
        steps.push('cursor written')
      },
    },
  }
  return {
    published,
    steps,
    run: () => poll(deps, target as Parameters<typeof poll>[1]),
    setKafka: (state: typeof kafka) => {
      kafka = state
    },
  }
}

it('does not pass over what it could not publish: the cursor is written after it', async () => {
  const { run, setKafka, published, steps } = world()
  setKafka('down')
  await expect(run()).rejects.toThrow('Kafka is gone')
  setKafka('up')
  expect(await run()).toEqual({ read: 1, lost: 1 })
  expect(published.map(({ uid }) => uid)).toEqual(['lost'])
  expect(steps).toEqual(['published', 'cursor written'])
})

it('tells once what it has published', async () => {
  const { run, published } = world()
  await run()
  expect(await run()).toEqual({ read: 0, lost: 0 })
  expect(published).toHaveLength(1)
})
