import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')

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
    const { diagnostics } = await biome(folder, Object.keys(files))
    return diagnostics.filter(({ category }) => category === 'plugin').map(({ location, message }) => ({ path: location.path, message }))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function biome(folder: string, paths: readonly string[]): Promise<Report> {
  const args = ['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', ...paths]
  return new Promise((resolve, reject) => {
    execFile(join(ROOT, 'node_modules/.bin/biome'), args, { cwd: folder, timeout: 30_000 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Report)
      } catch {
        reject(new Error(`biome gave no report: ${stderr || stdout}`))
      }
    })
  })
}
