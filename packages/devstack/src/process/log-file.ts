import { mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Opens `<dir>/logs/<name>.log` anew; the former one becomes `<name>.previous.log`. */
export function openLog(dir: string, name: string): { path: string; fd: number } {
  const folder = join(dir, 'logs')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.log`)
  try {
    renameSync(path, join(folder, `${name}.previous.log`))
  } catch {
    rmSync(path, { force: true }) // there was none
  }
  return { path, fd: openSync(path, 'a') }
}

export function lastLines(path: string, lines: number): string {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return '(no log)'
  }
}
