import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scope } from '@calbridge/core'
import type { Log } from '@calbridge/devstack'
import type { StackFile } from '../stack/stack-file.ts'
import { stateFolder } from '../stack/start-stack.ts'
import { openDemo } from './demo.ts'
import { STEPS, type Story } from './steps.ts'

/** Does the main job on a running stack and prints a line for each step. Throws at the first that does not hold. */
export async function runDemo(stack: StackFile, dir: string, log: Log, scope: Scope): Promise<void> {
  const demo = openDemo(stack, nextRun(stateFolder(dir)), scope)
  const story: Story = {}
  for (const [index, { title, run }] of STEPS.entries()) {
    try {
      log(`${index + 1}. ${await run(demo, story)}`)
    } catch (error) {
      throw new Error(`step ${index + 1} (${title}) failed: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }
}

function nextRun(folder: string): number {
  const path = join(folder, 'demo-runs')
  const run = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  writeFileSync(path, String(run + 1))
  return run
}
