import { expect, it, vi } from 'vitest'
import { sendQueue } from './send-queue.ts'

const message = (value: string) => ({ key: 'k', value })

/** A broker that answers when the test says so. */
function heldBroker() {
  const sends: { topic: string; values: string[]; answer: PromiseWithResolvers<void> }[] = []
  const send = (topic: string, messages: { value: unknown }[]) => {
    const answer = Promise.withResolvers<void>()
    sends.push({ topic, values: messages.map(({ value }) => String(value)), answer })
    return answer.promise
  }
  return { send, sends }
}

it('has one send under way, and sends together what came meanwhile', async () => {
  const { send, sends } = heldBroker()
  const queue = sendQueue(send, 1_000)
  const published = ['a', 'b', 'c'].map((value) => queue.add('t', [message(value)]))
  expect(sends.map(({ values }) => values)).toEqual([['a']])
  sends[0]!.answer.resolve()
  await published[0]
  await Promise.resolve()
  expect(sends.map(({ values }) => values)).toEqual([['a'], ['b', 'c']])
  sends[1]!.answer.resolve()
  await Promise.all(published)
})

it('keeps topics apart, so that a failure of one is none of the other', async () => {
  const { send, sends } = heldBroker()
  const queue = sendQueue(send, 1_000)
  const good = [queue.add('t', [message('a')])]
  const bad = queue.add('missing', [message('b')])
  good.push(queue.add('t', [message('c')]))
  sends[0]!.answer.resolve()
  await good[0]
  await vi.waitFor(() => expect(sends).toHaveLength(2))
  sends[1]!.answer.reject(new Error('no such topic'))
  await expect(bad).rejects.toMatchObject({ code: 'unavailable' })
  await vi.waitFor(() => expect(sends).toHaveLength(3))
  sends[2]!.answer.resolve()
  await Promise.all(good)
})

it('gives up in time, and does not send later what had not been begun', async () => {
  const { send, sends } = heldBroker()
  const queue = sendQueue(send, 5)
  const begun = queue.add('t', [message('a')])
  const waiting = queue.add('t', [message('b')])
  await expect(begun).rejects.toMatchObject({ code: 'unavailable' })
  await expect(waiting).rejects.toMatchObject({ code: 'unavailable' })
  const drained = queue.drain()
  sends[0]!.answer.resolve()
  await drained
  expect(sends).toHaveLength(1)
})

it('does not send more at once than a batch may hold', async () => {
  const { send, sends } = heldBroker()
  const queue = sendQueue(send, 1_000)
  const large = 'x'.repeat(400_000)
  const published = ['first', large, large, large].map((value) => queue.add('t', [message(value)]))
  for (const count of [1, 2, 3]) {
    await vi.waitFor(() => expect(sends).toHaveLength(count))
    sends[count - 1]!.answer.resolve()
  }
  await Promise.all(published)
  expect(sends.map(({ values }) => values.length)).toEqual([1, 2, 1])
})

it('drains in bounded time, though an answer never comes', async () => {
  const { send } = heldBroker()
  const queue = sendQueue(send, 5)
  const published = expect(queue.add('t', [message('a')])).rejects.toMatchObject({ code: 'unavailable' })
  await queue.drain()
  await published
})
