import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const LOOK_MS = 1_000
// What is told to end has so long; a stack takes two minutes at the most.
const ENDING_MS = 150_000

/**
 * Runs a program in place of this process: it has the terminal, gets the signals, and its exit code is given. It ends with
 * this process, however that ends.
 */
export function forward(program, args, options) {
  const child = spawn(...boundToThis(program, args), { stdio: 'inherit', ...options })
  const end = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), ENDING_MS).unref()
  }
  // Of a Ctrl-C the child hears from the terminal, too: it takes both for one. Of a signal to this process alone it does not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end)
  const look = endWithNpm(end)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      clearInterval(look)
      resolve(code ?? (signal ? 1 : 0))
    })
  })
}

// The kernel tells the child when this process dies. Where there is no setpriv (not Linux), the next start ends what was left.
function boundToThis(program, args) {
  const { status } = spawnSync('setpriv', ['--pdeathsig', 'TERM', '--', 'true'])
  return status === 0 ? ['setpriv', ['--pdeathsig', 'TERM', '--', program, ...args]] : [program, args]
}

// npm that is killed outright tells nobody, and what it ran would be nobody's. Between npm and this process there may be a
// shell, which outlives it.
function endWithNpm(end) {
  const { npm_lifecycle_event: startedByNpm } = process.env
  if (!startedByNpm) return undefined
  const npm = ancestors()
  return setInterval(() => ancestors() !== npm && end(), LOOK_MS).unref()
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
