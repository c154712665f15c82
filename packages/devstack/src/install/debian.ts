import { type Log, seconds } from '../log.ts'
import { findProgram } from '../process/find-program.ts'
import { exclusively } from './cache.ts'
import { runCommand } from './run-command.ts'

const UPDATE_MS = 180_000
const INSTALL_MS = 600_000

/** A program and the Debian package that has it. */
export interface Need {
  /** Names it may have; one suffices. */
  readonly programs: readonly string[]
  readonly package: string
}

/** Installs the packages of the programs that are missing, in one go. Throws with what to install where it can't. */
export async function installMissing(needs: readonly Need[], log: Log): Promise<void> {
  if (missing(needs).length === 0) return
  // apt's own locks make a second caller fail, not wait.
  await exclusively('apt', async () => {
    const packages = new Set(missing(needs).map((need) => need.package))
    if (packages.size > 0) await installDebian([...packages], log)
  })
  const still = missing(needs).map(({ programs }) => programs[0])
  if (still.length > 0) throw new Error(`still missing after the installation: ${still.join(', ')}`)
}

const missing = (needs: readonly Need[]) => needs.filter(({ programs }) => !findProgram(...programs))

/**
 * `apt-get install`, as root or with sudo. The packages must not bring services of the system: nothing here starts
 * or stops one.
 */
export async function installDebian(packages: readonly string[], log: Log): Promise<void> {
  const byHand = `please install: ${packages.join(' ')}`
  const aptGet = findProgram('apt-get')
  if (!aptGet) throw new Error(`this is no Debian, and no Docker engine answers; ${byHand}`)
  const asRoot = process.getuid?.() === 0 ? [] : [findProgram('sudo')]
  if (asRoot.includes(undefined)) throw new Error(`neither root nor sudo; ${byHand}`)

  const apt = async (timeoutMs: number, ...args: string[]) => {
    const [program, ...rest] = [
      ...(asRoot as string[]),
      'env',
      'DEBIAN_FRONTEND=noninteractive',
      aptGet,
      '-o',
      'DPkg::Lock::Timeout=300',
      ...args,
    ]
    await runCommand(program!, rest, { timeoutMs, askable: true })
  }
  const begun = performance.now()
  log(`installing Debian packages: ${packages.join(' ')} (apt-get; up to a minute or two)`)
  try {
    // Without an update a fresh machine knows no package; a mirror that fails in part may still have ours.
    await apt(UPDATE_MS, 'update', '-qq').catch((error: Error) => log(`apt-get update: ${error.message.split('\n').at(-1)}`))
    await apt(INSTALL_MS, 'install', '-y', '-qq', '--no-install-recommends', ...packages)
  } catch (cause) {
    throw new Error(`the packages could not be installed; ${byHand}`, { cause })
  }
  log(`installed in ${seconds(performance.now() - begun)}`)
}
