import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { descriptorSet } from '@calbridge/contracts/descriptors'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT, runProgram } from './program.ts'

const PROTO = join(ROOT, 'proto')
const GENERATED = 'packages/contracts/src/gen'
const TIMEOUT_MS = 60_000

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calbridge-contracts-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function textsIn(path: string): Promise<Record<string, string>> {
  const names = (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.ts') && name !== 'descriptors.ts')
  return Object.fromEntries(await Promise.all(names.sort().map(async (name) => [name, await readFile(join(path, name), 'utf8')])))
}

it(
  'the generated types are those of the protos: `npm run generate` leaves no difference',
  async () => {
    const { code, stderr } = await runProgram('buf', ['generate', '-o', join(folder, 'proto')], PROTO)
    expect(code, stderr).toBe(0)
    const [committed, fresh] = [await textsIn(join(ROOT, GENERATED)), await textsIn(join(folder, GENERATED))]
    expect(Object.keys(committed)).toEqual(Object.keys(fresh))
    for (const [name, text] of Object.entries(fresh)) expect(committed[name] === text, `${name} is out of date`).toBe(true)
  },
  TIMEOUT_MS,
)

it(
  'what reflection answers with is what the protos say',
  async () => {
    const { stdout } = await runProgram('buf', ['build', '--exclude-source-info', '-o', '-#format=binpb'], PROTO)
    expect(stdout.toString('base64') === descriptorSet, 'descriptors.ts is out of date').toBe(true)
  },
  TIMEOUT_MS,
)

it(
  'a field that vanishes breaks the wire, and buf says so',
  async () => {
    const changed = join(folder, 'changed')
    await cp(PROTO, changed, { recursive: true })
    const file = join(changed, 'calbridge/events/v1/events.proto')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(/^ {2}string change_id = \d+;$/m, ''))
    const { code, stdout } = await runProgram('buf', ['breaking', changed, '--against', PROTO])
    expect(code).not.toBe(0)
    expect(stdout.toString()).toContain('change_id')
  },
  TIMEOUT_MS,
)

it(
  'nothing that main promises on the wire is broken',
  async ({ skip }) => {
    const base = await firstBranch(['origin/main', 'main'])
    skip(base === undefined, 'there is no main with protos to compare with')
    const archive = join(folder, 'base.tar')
    await runProgram('git', ['archive', `--output=${archive}`, `${base}`, 'proto'])
    const { code, stdout } = await runProgram('buf', ['breaking', 'proto', '--against', `${archive}#subdir=proto`])
    expect(stdout.toString()).toBe('')
    expect(code).toBe(0)
  },
  TIMEOUT_MS,
)

async function firstBranch(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const { code } = await runProgram('git', ['cat-file', '-e', `${name}:proto/buf.yaml`])
    if (code === 0) return name
  }
  return undefined
}
