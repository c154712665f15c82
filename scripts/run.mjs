// Runs a verb of the project from a bare machine: `node scripts/run.mjs start|test|check|bench|servers [arguments]`.
// Plain JavaScript for Node 18 and later without any package, because it is what installs them.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { forward } from './setup/forward.mjs'
import { installPackages, projectNode, ROOT } from './setup/packages.mjs'

const OLDEST_NODE = 18

const [verb = '', ...args] = process.argv.slice(2)

/** Says what is wrong; for a test run in the form in which its result is read, too. */
function fail(message) {
  console.error(`calbridge: ${message}`)
  if (verb === 'test') console.log('0 passed, 1 failed')
  process.exit(1)
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  fail(`Node ${OLDEST_NODE} or later is needed to begin, this is ${process.version}; please install a newer one (https://nodejs.org)`)
}
const script = join(ROOT, 'scripts', `${verb}.ts`)
if (!/^[a-z]+$/.test(verb) || !existsSync(script)) fail(`there is no "${verb}"; see README.md for what can be run`)

const swallowed = ['once', 'fresh', 'calcom', 'dir', 'replicas'].filter((option) => process.env[`npm_config_${option}`] !== undefined)
if (verb === 'start' && swallowed.length > 0) fail(`npm kept --${swallowed[0]} for itself; write: npm start -- --${swallowed[0]}`)

try {
  await installPackages()
  const node = projectNode()
  // Programs of the packages come first in the path, `node` among them.
  const env = { ...process.env, PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`, KAFKAJS_NO_PARTITIONER_WARNING: '1' }
  process.exitCode = await forward(node, ['--disable-warning=TimeoutNegativeWarning', script, ...args], { cwd: ROOT, env })
} catch (error) {
  fail(error.message)
}
