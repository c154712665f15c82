import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT, runProgram } from './program.ts'

export interface Refusal {
  readonly path: string
  readonly message: string
}

interface Report {
  readonly diagnostics: readonly { readonly category: string; readonly message: string; readonly location: { readonly path: string } }[]
}

/**
 * Lints files, given as path in the repository → text, by the project's own configuration in a folder of their own.
 * Gives what the rules of `test/rules/lint` say.
 */
export async function lintIn(files: Record<string, string>): Promise<Refusal[]> {
  const folder = await mkdtemp(join(tmpdir(), 'calbridge-lint-'))
  try {
    await cp(join(ROOT, 'biome.json'), join(folder, 'biome.json'))
    await cp(join(ROOT, 'test/rules/lint'), join(folder, 'test/rules/lint'), { recursive: true })
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
    const options = ['--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none']
    const { stdout, stderr } = await runProgram('biome', ['lint', ...options, ...Object.keys(files)], folder)
    if (stdout.length === 0) throw new Error(`biome gave no report: ${stderr}`)
    const { diagnostics } = JSON.parse(stdout.toString()) as Report
    return diagnostics.filter(({ category }) => category === 'plugin').map(({ location, message }) => ({ path: location.path, message }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
