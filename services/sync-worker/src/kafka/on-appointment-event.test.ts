import { AppointmentEvent, Origin } from '@calbridge/contracts'
import { type Log, silentLog } from '@calbridge/core'
import { describe, expect, it } from 'vitest'
import type { NewJob } from '../domain/job.ts'
import { onAppointmentEvent } from './on-appointment-event.ts'

type Kind = NonNullable<AppointmentEvent['kind']>
const segments = [{ index: 0, credentialId: 'c1' }]
const meta = { tenant: '1', appointmentUid: 'a1', changeId: 'ch1', version: 3, origin: Origin.ORIGIN_API, occurredAtMs: 5 }
const event = (kind: unknown, with_: object = {}) => AppointmentEvent.fromPartial({ meta: { ...meta, ...with_ }, kind: kind as Kind })

async function handled(message: AppointmentEvent, known: 'stored' | 'duplicate' = 'stored') {
  const seen = { added: [] as NewJob[], hastened: 0, woken: 0, lines: [] as string[] }
  const log: Log = { ...silentLog, info: (_, line) => void seen.lines.push(line) }
  const store = {
    add: async (job: NewJob) => {
      seen.added.push(job)
      return known
    },
    hasten: async () => void seen.hastened++,
  }
  await onAppointmentEvent({ store, wake: () => void seen.woken++, log })(message, { traceparent: '00-a-b-01' })
  return seen
}

describe('an event of an appointment', () => {
  it.each([
    ['create', { $case: 'booked', value: { segments } }],
    ['reschedule', { $case: 'rescheduled', value: { before: [], after: segments } }],
    ['cancel', { $case: 'cancelled', value: { segments } }],
  ] as const)('becomes a job to %s, and nothing is called', async (op, kind) => {
    const { added, woken, lines } = await handled(event(kind))
    expect(added).toMatchObject([{ kind: op, changeId: 'ch1', version: 3, credentialId: 'c1', occurredAtMs: 5, traceparent: '00-a-b-01' }])
    expect(woken).toBe(1)
    expect(lines).toEqual([`Dispatching Cal.com sync job (${op.toUpperCase()})`])
  })

  it('INC-17: that comes twice is one job', async () => {
    expect((await handled(event({ $case: 'booked', value: { segments } }), 'duplicate')).woken).toBe(0)
  })

  it('is not sent back to Cal.com when the change came from there', async () => {
    const { added, lines } = await handled(event({ $case: 'cancelled', value: { segments } }, { origin: Origin.ORIGIN_CALCOM }))
    expect(added).toEqual([])
    expect(lines).toEqual(['Skipping Cal.com sync (loop prevention)'])
  })

  it('that tells of a settled sync hastens what is still unknown', async () => {
    const seen = await handled(event({ $case: 'syncChanged', value: { syncStatus: 'synced' } }))
    expect([seen.hastened, seen.woken, seen.added.length]).toEqual([1, 1, 0])
    expect((await handled(event({ $case: 'syncChanged', value: { syncStatus: 'verification_pending' } }))).hastened).toBe(0)
  })

  it('of a hold is no concern of Cal.com', async () => {
    expect((await handled(event({ $case: 'holdPlaced', value: {} }))).added).toEqual([])
  })

  it('of a later schema, or without its meta, is set aside with the reason', async () => {
    await expect(handled(event(undefined))).rejects.toMatchObject({ code: 'invalid_argument', reason: 'unknown_kind' })
    const bare = AppointmentEvent.fromPartial({ kind: { $case: 'booked', value: {} } as Kind })
    await expect(handled(bare)).rejects.toMatchObject({ code: 'invalid_argument', reason: 'no_meta' })
  })
})
