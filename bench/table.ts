import { figure, type Row } from './row.ts'

const HEAD = ['', 'measure', 'value', 'min – max', 'goal', 'holds', 'reference']

const cells = ({ id, measure, value, unit, runs, goal, holds, reference }: Row): string[] => [
  id,
  measure,
  `${figure(value)} ${unit}`.trim(),
  `${figure(runs.min)} – ${figure(runs.max)}`,
  goal,
  holds === null ? '' : holds ? 'yes' : 'NO',
  reference,
]

/** For a terminal. */
export function textTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** For a document. */
export function markdownTable(rows: readonly Row[]): string {
  const line = (cellsOfIt: readonly string[]): string => `| ${cellsOfIt.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map((one) => line(cells(one)))].join('\n')
}
