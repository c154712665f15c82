import { counted, isWrite } from '../calcom.ts'
import type { Demo } from '../demo.ts'
import { counter } from '../http.ts'
import { expect, until } from '../until.ts'

const TIMES = 3

export async function afterwards(demo: Demo): Promise<string> {
  const before = await state(demo)
  const taken = await deliveries(demo)
  const { result, calls } = await counted(demo, isWrite, async () => {
    const { body } = await demo.simulator<{ sent: number }>('POST', '/_sim/deliveries/redeliver', {
      all: true,
      times: TIMES,
      order: 'shuffled',
    })
    await until('all of them taken', async () => (await deliveries(demo)) >= taken + body.sent)
    return body.sent
  })
  expect((await state(demo)) === before, 'the appointments changed')
  expect(calls === 0, `${calls} changes were sent to Cal.com`)
  return `the same webhooks again, ${TIMES} times each and in another order (${result}): same state as before`
}

const deliveries = ({ stack }: Demo): Promise<number> => counter(stack, 'webhook-ingest', 'calbridge_webhook_deliveries_total', {})

/** All appointments as they are told, to the byte. */
async function state({ gateway }: Demo): Promise<string> {
  const pages: unknown[] = []
  let cursor = ''
  do {
    const { body } = await gateway<{ data: unknown; meta?: { next_cursor?: string | null } }>(
      'GET',
      `/api/v2/bookings?limit=200${cursor && `&cursor=${cursor}`}`,
    )
    pages.push(body.data)
    cursor = body.meta?.next_cursor ?? ''
  } while (cursor)
  return JSON.stringify(pages)
}
