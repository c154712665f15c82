import { spawn } from 'node:child_process'

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

// npm that is killed outright tells nobody: without it, this is nobody's process.
function endWithNpm(child) {
  const npm = process.ppid
  const { npm_lifecycle_event: startedByNpm } = process.env
  if (!startedByNpm) return undefined
  return setInterval(() => process.ppid !== npm && child.kill('SIGTERM'), LOOK_MS).unref()
}
