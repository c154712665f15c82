import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { kafkaBrokers, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { note, notes, QUICK, recording, setUp } from './fixture.ts'
import { consume } from './index.ts'
import { TIMINGS } from './timings.ts'

/** A process that handles the first record and hangs in the second one's handler. */
async function hangingProcess(prefix: string): Promise<ChildProcess> {
  const script = `
    import { connectKafka, consume } from '${import.meta.resolve('./index.ts')}'
    const kafka = connectKafka({ brokers: ${JSON.stringify(await kafkaBrokers())}, clientId: 'child', topicPrefix: '${prefix}' })
    const handle = async (value) => {
      console.log('begun', value.toString())
      if (!value.includes('0')) await new Promise(() => {})
    }
    await consume({ kafka, groupId: 'readers', publisher: {}, routes: [{ topic: 'notes.v1', handle }] }, { defer() {}, fail() {} })`
  return spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'ignore'] })
}

it('gives what a killed process had begun to another member', async () => {
  const { kafka, publisher, scope } = await setUp()
  await publisher.publish(notes, [note(0), note(1), note(2)])
  const child = await hangingProcess(kafka.named(''))
  scope.defer('child', () => void child.kill('SIGKILL'))
  let output = ''
  child.stdout!.on('data', (chunk) => {
    output += chunk
  })
  await until('the second handler to begin', () => output.includes('begun {"n":1}'), 20_000)
  child.kill('SIGKILL')
  await once(child, 'exit')

  const { route, numbers } = recording()
  await consume({ kafka, groupId: 'readers', routes: [route], publisher, backoff: QUICK }, scope)
  await until('the rest', () => numbers().includes(2), 20_000)
  expect(numbers().slice(-2)).toEqual([1, 2])
})

it('keeps its partition while a handler runs for longer than the group’s session', async () => {
  const { kafka, publisher, scope } = await setUp()
  await publisher.publish(notes, [note(1), note(2)])
  let begun = 0
  const { route, numbers } = recording(async ({ n }) => {
    begun++
    if (n === 1) await new Promise((resolve) => setTimeout(resolve, TIMINGS.sessionTimeout + 1_500))
  })
  await consume({ kafka, groupId: 'readers', routes: [route], publisher }, scope)
  await until('both records', () => numbers().length === 2, 20_000)
  expect({ numbers: numbers(), begun }).toEqual({ numbers: [1, 2], begun: 2 })
})
