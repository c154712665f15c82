import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { processorMs, residentMb } from '../process-numbers.ts'

export interface Program {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Answers 200 when it is ready. */
  readonly url: string
  /** Where what it says goes. */
  readonly logFile: string
}

export interface Started {
  readonly readyS: number
  readonly residentMb: number
  /** Of one processor, while nobody asks it anything. */
  readonly idlePercent: number
}

const LOOK_EVERY_MS = 5
const READY_WITHIN_MS = 30_000
/** Compilers and first fetches are done after this. */
const SETTLE_MS = 3_000

/** Runs a program of this Node until it is ready and then idle for a while, measures, and ends it. */
export async function measureStart({ args, cwd, env, url, logFile }: Program, idleMs: number): Promise<Started> {
  const log = openSync(logFile, 'w')
  const begun = performance.now()
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const gone = once(child, 'exit')
  const pid = child.pid ?? 0
  try {
    while (!(await answers(url))) {
      if (child.exitCode !== null) throw new Error(`${cwd} ended with ${child.exitCode}, see ${logFile}`)
      if (performance.now() - begun > READY_WITHIN_MS) throw new Error(`${cwd} was not ready within ${READY_WITHIN_MS} ms, see ${logFile}`)
      await sleep(LOOK_EVERY_MS)
    }
    const readyS = (performance.now() - begun) / 1_000
    await sleep(SETTLE_MS)
    const [usedMs, fromMs] = [processorMs(pid), performance.now()]
    await sleep(idleMs)
    const idlePercent = ((processorMs(pid) - usedMs) * 100) / (performance.now() - fromMs)
    return { readyS, residentMb: residentMb(pid), idlePercent }
  } finally {
    child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), 25_000)
    await gone
    clearTimeout(force)
  }
}

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 1_000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
  })
