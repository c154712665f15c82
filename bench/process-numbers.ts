import { readFileSync } from 'node:fs'

// Of Linux: ticks of /proc/<pid>/stat are hundredths of a second to every program.
const TICK_MS = 10
// Counted from the one after the command's closing bracket.
const USER_TICKS = 11
const SYSTEM_TICKS = 12

/** Memory that the process has in RAM, MB (2^20). */
export function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) / 1_024
}

/** Processor time that it has used so far, milliseconds. */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) * TICK_MS
}
