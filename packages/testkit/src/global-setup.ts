import { RUN_VARIABLE } from './run/ask.ts'
import { openDesk } from './run/desk.ts'
import { makeScratch, sweepScratch } from './run/scratch.ts'

const log = (line: string) => console.log(`[servers] ${line}`)

/** vitest's globalSetup: opens the desk that starts real servers on first use, and closes it after the last test. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[RUN_VARIABLE]) return undefined // another project of the same run has opened it
  await sweepScratch(log)
  const { folder, remove } = await makeScratch()
  const desk = await openDesk(folder, log)
  process.env[RUN_VARIABLE] = folder
  return async () => {
    delete process.env[RUN_VARIABLE]
    await desk.close()
    await remove()
  }
}
