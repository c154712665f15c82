import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

const LOOK_MS = 1_000

/**
 * Runs a program in place of this process: it has the terminal, gets the signals, and its exit code is given.
 * Ctrl-C reaches it from the terminal; this process only waits for it to end.
 */
export function forward(program, args, options) {
  const child = spawn(program, args, { stdio: 'inherit', ...options })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGTERM'))
  const look = endWithNpm(child)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearInterval(look)
      resolve(code ?? (signal ? 1 : 0))
    })
  })
}

// npm that is killed outright tells nobody, and what it ran would be nobody's. Between npm and this process there may be a
// shell, which outlives it.
function endWithNpm(child) {
  const { npm_lifecycle_event: startedByNpm } = process.env
  if (!startedByNpm) return undefined
  const npm = ancestors()
  return setInterval(() => ancestors() !== npm && child.kill('SIGTERM'), LOOK_MS).unref()
}

function ancestors() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8')
    const [, parentOfParent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return `${process.ppid} ${parentOfParent}`
  } catch {
    return String(process.ppid) // no /proc here
  }
}
