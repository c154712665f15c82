import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type CalcomSim, startCalcomSim } from '../../src/start.ts'
import { TRIGGERS } from '../../src/webhooks/triggers.ts'
import { Receiver } from '../receiver.ts'
import { OCCASIONS } from './deliveries.ts'
import { type RecordedDelivery, recordedDeliveries } from './exchange.ts'
import { Scene } from './scene.ts'
import { shapeDifferences } from './shape.ts'

// Each takes milliseconds; a machine that is busy with other things may take seconds.
vi.setConfig({ testTimeout: 30_000 })

const SECRET = 'whsec_local_test'
const cases = recordedDeliveries()
let sim: CalcomSim
let receiver: Receiver

beforeAll(async () => {
  ;[sim, receiver] = await Promise.all([startCalcomSim(), Receiver.start()])
})
afterAll(() => Promise.all([sim.close(), receiver.close()]))

async function deliveriesOf(name: string): Promise<typeof receiver.received> {
  const scene = new Scene(sim)
  scene.begin()
  receiver.clear()
  await scene.call('POST', '/v2/webhooks', { active: true, subscriberUrl: `${receiver.url}/user`, triggers: TRIGGERS, secret: SECRET })
  await OCCASIONS[name]?.(scene, receiver.url)
  return receiver.received
}

const names = (delivery: RecordedDelivery) => delivery.headers.map(([header]) => header).sort()
const header = (delivery: RecordedDelivery, name: string) => delivery.headers.find(([one]) => one === name)?.[1]
const triggerOf = (raw: string) => JSON.parse(raw).triggerEvent
const signatureOf = (raw: string) => createHmac('sha256', SECRET).update(raw).digest('hex')

describe('webhooks as a real Cal.com server sent them', () => {
  it.each(cases.filter(({ stored_payload }) => !stored_payload))('$name', async ({ name, ...recorded }) => {
    const expected = recorded.deliveries ?? [recorded as RecordedDelivery]
    const all = await deliveriesOf(name)
    const trigger = triggerOf(expected[0]?.raw ?? '')
    const actual = all.filter(({ raw }) => triggerOf(raw) === trigger).slice(-expected.length)
    expect(actual).toHaveLength(expected.length)
    const kindOf = (one: RecordedDelivery) => (header(one, 'X-Cal-Signature-256') === 'no-secret-provided' ? 'unsigned' : 'signed')
    expect(actual.map(kindOf).sort()).toEqual(expected.map(kindOf).sort())
    for (const [i, delivery] of actual.entries()) {
      expect(names(delivery)).toEqual(names(expected[i] as RecordedDelivery))
      expect(shapeDifferences(JSON.parse((expected[i] as RecordedDelivery).raw), JSON.parse(delivery.raw))).toEqual([])
      if (kindOf(delivery) === 'signed') expect(header(delivery, 'X-Cal-Signature-256')).toBe(signatureOf(delivery.raw))
    }
  })

  it.each(cases.filter(({ stored_payload }) => stored_payload))('$name', async ({ name, stored_payload }) => {
    const { triggerEvent } = stored_payload as { triggerEvent: string }
    const sent = (await deliveriesOf(name)).filter(({ raw }) => triggerOf(raw) === triggerEvent)
    expect(sent).toHaveLength(1)
    expect(shapeDifferences(stored_payload, JSON.parse(sent[0]?.raw ?? ''))).toEqual([])
  })

  it('for each of the recorded occasions', () => {
    expect(Object.keys(OCCASIONS).sort()).toEqual(cases.map(({ name }) => name).sort())
  })
})
