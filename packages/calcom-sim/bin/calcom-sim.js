#!/usr/bin/env node
// The sources are TypeScript that Node 24 runs as it is. An older Node hands over to the one of the `node` package.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const cli = join(here, '..', 'src', 'cli.ts')

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(cli)
} else {
  const node = find(here)
  if (!node) {
    console.error('calcom-sim needs Node 24: npm install node@24')
    process.exit(1)
  }
  const child = spawn(node, [cli, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
}

function find(folder) {
  const candidate = join(folder, 'node_modules', 'node', 'bin', 'node')
  if (existsSync(candidate)) return candidate
  return dirname(folder) === folder ? undefined : find(dirname(folder))
}
