import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..')
const NODE_MAJOR = 24

/** Installs the npm packages where some are missing or of another version than the lock file says. Throws when that fails. */
export async function installPackages() {
  if (isInstalled()) return
  const self = fileURLToPath(import.meta.url)
  const lock = join(ROOT, '.calbridge', 'npm.lock')
  mkdirSync(dirname(lock), { recursive: true, mode: 0o700 }) // keys will be in it
  // Two verbs may be started at once on a fresh clone: the second waits and finds it done.
  const locked = spawnSync('flock', [lock, process.execPath, self], { stdio: 'inherit', cwd: ROOT })
  const { status } = locked.error ? spawnSync(process.execPath, [self], { stdio: 'inherit', cwd: ROOT }) : locked
  if (status !== 0) throw new Error('the npm packages could not be installed (npm needs a way to its registry); see above')
}

/** Node 24, which the package `node` brings, so that a machine with an older one will do. */
export function projectNode() {
  const node = join(ROOT, 'node_modules', '.bin', 'node')
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  if (stdout?.startsWith(`v${NODE_MAJOR}.`)) return node
  throw new Error(`node_modules has no Node ${NODE_MAJOR}: the install script of the package "node" did not run; try: npm rebuild node`)
}

/** npm keeps what it has installed beside the packages; it must hold each package of the lock file in that version. */
function isInstalled() {
  const installedFile = join(ROOT, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = packagesOf(installedFile)
  return Object.entries(packagesOf(join(ROOT, 'package-lock.json'))).every(([path, { version, optional, link }]) => {
    if (!path.startsWith('node_modules/') || link) return true
    const present = installed[path]
    return present ? present.version === version : optional === true
  })
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {}

// Not `npm ci`: it refuses a lock file without the native packages of every other platform, which a registry that serves
// one platform leaves out; and it would take the packages away from a stack that runs on them. `--no-save` leaves the lock
// file as it is.
function install() {
  if (isInstalled()) return 0
  console.log('installing npm packages (npm install; up to a minute or two)')
  const begun = Date.now()
  const { status, error } = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
    cwd: ROOT,
  })
  if (error) console.error(error.message)
  if (status === 0) console.log(`installed in ${((Date.now() - begun) / 1_000).toFixed(1)} s`)
  return status ?? 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = install()
