import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { SyncOutcome } from '@calbridge/contracts'
import { fileScope, until } from '@calbridge/testkit'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Stack, startStack } from './testing/stack.ts'

const TUESDAY = Date.UTC(2026, 11, 8, 9)
const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const scope = fileScope()
let stack: Stack
let group = 0
const running = new Set<ChildProcess>()

/** The service as a process of its own, ready to work. Its own group reads every event again: that must do nothing. */
async function started(): Promise<ChildProcess> {
  const flags = ['--disable-warning=TimeoutNegativeWarning']
  const child = spawn(process.execPath, [...flags, main], {
    env: { ...process.env, ...stack.env, LOG_LEVEL: 'info', KAFKA_GROUP_ID: `sync-worker-${++group}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
  })
  await until(
    'the start of the service',
    () => {
      if (child.exitCode !== null) throw new Error(`ended: ${output}`)
      return output.includes('"started"')
    },
    30_000,
  )
  return child
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
  running.delete(child)
}

beforeAll(async () => {
  stack = await startStack(scope, { engine: 'mysql8' })
})
afterEach(async () => {
  for (const child of running) await kill(child, 'SIGKILL')
  stack.sim.control.clearFaults()
  stack.booking.deaf = false
})

const posts = () => stack.sim.control.journal({ path: '/v2/bookings', method: 'POST' })
const bookingsOf = (uid: string) =>
  stack.sim.control.bookings().filter(({ metadata }) => (metadata as Record<string, string>).calbridge_appointment === uid)
const done = (uid: string) => until('the end of the job', async () => (await stack.jobs(uid))[0]?.state === 'done', 30_000)

describe('a worker that is killed', () => {
  it('between Cal.com’s 201 and the record: exactly one booking, recorded by the next', async () => {
    stack.booking.deaf = true
    const first = await started()
    const uid = stack.appointment('cut', TUESDAY)
    await stack.publish(uid, 'booked')
    await until('Cal.com’s 201 to be stored', async () => (await stack.jobs(uid))[0]?.state === 'recording', 30_000)
    await kill(first, 'SIGKILL')
    stack.booking.deaf = false

    await started()
    await done(uid)
    expect(posts()).toHaveLength(1)
    expect(bookingsOf(uid)).toHaveLength(1)
    expect(stack.booking.plan(uid).appointment!.segments[0]!.calcomUid).toBe(bookingsOf(uid)[0]!.uid)
  })

  it('while the POST is on its way: waited out, looked up, exactly one booking', async () => {
    stack.sim.control.addFault({ kind: 'timeout_after_commit', match: { method: 'POST' }, times: 1, delayMs: 5_000 })
    const before = posts().length
    const first = await started()
    const uid = stack.appointment('cut', TUESDAY + 3_600_000)
    await stack.publish(uid, 'booked')
    await until('the booking there', () => bookingsOf(uid).length === 1, 30_000)
    expect((await stack.jobs(uid))[0]?.state).toBe('sending')
    await kill(first, 'SIGKILL')

    await started()
    await done(uid)
    expect(bookingsOf(uid)).toHaveLength(1)
    expect(posts().length - before).toBe(1)
    expect(stack.booking.results.at(-1)).toMatchObject({ outcome: SyncOutcome.SYNC_OUTCOME_SYNCED, calcomUid: bookingsOf(uid)[0]!.uid })
  })

  it('gracefully: the write runs to its end, its result is stored, the process ends by itself', async () => {
    stack.sim.control.addFault({ kind: 'latency', match: { method: 'POST' }, times: 1, delayMs: 600 })
    const worker = await started()
    const uid = stack.appointment('cut', TUESDAY + 7_200_000)
    await stack.publish(uid, 'booked')
    await until('the request', () => stack.sim.control.faults()[0]!.hits === 1, 30_000)
    await kill(worker, 'SIGTERM')
    expect(worker.exitCode).toBe(0)
    expect(bookingsOf(uid)).toHaveLength(1)
    expect(stack.booking.results.at(-1)).toMatchObject({ appointmentUid: uid, outcome: SyncOutcome.SYNC_OUTCOME_SYNCED })
  })
})
