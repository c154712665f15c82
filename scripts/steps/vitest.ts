import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runToEnd } from './command.ts'
import { NOTHING, type Result } from './result.ts'
import { countTests, readReport } from './vitest-report.ts'

const root = join(import.meta.dirname, '../..')

export interface VitestOptions {
  /** Names the report: `.calbridge/reports/<name>.json`. */
  readonly name: string
  readonly projects: readonly string[]
  /** Given to vitest as they are: file filters, `-t`. */
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** Runs the tests of some projects and counts each. A run that ends badly with no failed test counts as one failure. */
export async function vitest({ name, projects, args, env }: VitestOptions): Promise<Result> {
  console.log(`\n— ${name} tests (vitest)`)
  const folder = join(root, '.calbridge', 'reports')
  const report = join(folder, `${name}-${process.pid}.json`)
  mkdirSync(folder, { recursive: true })
  const code = await runToEnd({
    name,
    program: 'vitest',
    args: [
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      '--passWithNoTests',
      ...args,
    ],
    cwd: root,
    ...(env && { env }),
  })
  const counted = readReport(report)
  rmSync(report, { force: true })
  const result = counted ? countTests(counted) : NOTHING
  return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result
}
