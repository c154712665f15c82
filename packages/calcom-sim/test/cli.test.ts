import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'

// Each takes milliseconds; a machine that is busy with other things may take seconds.
vi.setConfig({ testTimeout: 30_000 })

const BIN = join(import.meta.dirname, '..', 'bin', 'calcom-sim.js')

/** Runs the command until it ends, or until it printed what `until` waits for. */
async function run(args: readonly string[], until?: RegExp): Promise<{ output: string; code: number | null }> {
  const child = spawn(process.execPath, [BIN, ...args])
  let output = ''
  const read = (chunk: Buffer) => {
    output += chunk
    if (until?.test(output)) child.kill('SIGTERM')
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  const [code] = (await once(child, 'close')) as [number | null]
  return { output, code }
}

describe('the command', () => {
  it('listens, prints the keys of its world, and stops cleanly', async () => {
    const { output, code } = await run(['--port', '0', '--world', 'salon', '--seed', '12'], /elif .*cal_[0-9a-f]{32}/)
    expect(output).toMatch(/listens on http:\/\/127\.0\.0\.1:\d+/)
    expect(code).toBe(0)
  })

  it('explains itself, and refuses a world that does not exist', async () => {
    expect((await run(['--help'])).output).toContain('--latency KIND')
    const { output, code } = await run(['--world', '/no/such/world.json'])
    expect([code, output]).toEqual([1, 'calcom-sim: no world /no/such/world.json: neither "salon" nor a file\n'])
  })
})
