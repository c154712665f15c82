import { type Runs, runsOf } from './sample.ts'

/** One line of the table, and of bench.json. */
export interface Row {
  readonly id: string
  readonly measure: string
  /** The median of the runs. */
  readonly value: number
  readonly unit: string
  /** `≥ 0.85`; empty where the row is there to be compared with. */
  readonly goal: string
  /** What the same run's floor showed. */
  readonly reference: string
  /** null where there is no goal. */
  readonly holds: boolean | null
  readonly runs: Runs
}

export type Goal = { readonly atLeast: number } | { readonly atMost: number } | { readonly below: number }

export interface Measured {
  readonly id: string
  readonly measure: string
  readonly unit: string
  /** One value of each run. */
  readonly values: readonly number[]
  readonly goal?: Goal
  readonly reference?: string
}

/** Judges a measure by the median of its runs; one that has no number does not hold. */
export function row({ id, measure, unit, values, goal, reference = '' }: Measured): Row {
  const runs = runsOf(values)
  const holds = goal === undefined ? null : meets(runs.median, goal)
  return { id, measure, value: runs.median, unit, goal: goal ? wordsOf(goal) : '', reference, holds, runs }
}

function meets(value: number, goal: Goal): boolean {
  if ('atLeast' in goal) return value >= goal.atLeast
  return 'atMost' in goal ? value <= goal.atMost : value < goal.below
}

function wordsOf(goal: Goal): string {
  if ('atLeast' in goal) return `≥ ${figure(goal.atLeast)}`
  return 'atMost' in goal ? `≤ ${figure(goal.atMost)}` : `< ${figure(goal.below)}`
}

/** Three digits that matter, thousands apart: 0.874, 12.3, 12,345. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : '∞'
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))))
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.min(digits, 4) })
}
