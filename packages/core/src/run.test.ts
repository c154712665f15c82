import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'

const RUN = new URL('./run.ts', import.meta.url).href

/** A process of its own that runs `start`; signals it at the line `ready`, and gives what it printed and how it ended. */
async function ran(start: string, signal?: NodeJS.Signals): Promise<{ lines: string[]; code: number | null }> {
  const source = `import { run } from '${RUN}'; await run(async (scope) => { ${start} }, { log: (message, fields) => console.log(message, fields?.what ?? fields?.error ?? '') })`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
    // Once: the second one would end it where it stands.
    if (signal && output.includes('ready') && !child.killed) child.kill(signal)
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  return { lines: output.trim().split(/ *\n/), code }
}

const closes = (what: string) => `scope.defer('${what}', () => console.log('closed ${what}'));`
/** As a server would, it keeps the process alive until it is closed. */
const SERVES = "const timer = setInterval(() => {}, 1_000); scope.defer('server', () => clearInterval(timer));"

it.each(['SIGTERM', 'SIGINT'] as const)('closes everything in reverse order on %s and ends well', async (signal) => {
  const { lines, code } = await ran(`${SERVES} ${closes('first')} ${closes('second')} setTimeout(() => console.log('ready'))`, signal)
  expect(lines).toEqual(['started', 'ready', 'closed second', 'closed first', 'stopped'])
  expect(code).toBe(0)
})

it('stops in the middle of a start, and closes what that start still makes', async () => {
  const { lines, code } = await ran(
    `${SERVES} ${closes('early')} console.log('ready'); await new Promise((resolve) => scope.defer('wait', resolve)); ${closes('late')}`,
    'SIGTERM',
  )
  expect(lines.toSorted()).toEqual(['closed early', 'closed late', 'ready', 'stopped'])
  expect(code).toBe(0)
})

it('closes what was made when the start fails, and ends with 1', async () => {
  const { lines, code } = await ran(`${closes('made')} throw new Error('no luck')`)
  expect(lines).toEqual(['failed Error: no luck', 'closed made', 'stopped'])
  expect(code).toBe(1)
})

it('closes the rest when one part cannot be closed', async () => {
  const { lines, code } = await ran(
    `${closes('first')} scope.defer('broken', () => { throw new Error('x') }); scope.fail(new Error('lost'))`,
  )
  expect(lines).toContain('close failed broken')
  expect(lines.slice(-2)).toEqual(['closed first', 'stopped'])
  expect(code).toBe(1)
})
