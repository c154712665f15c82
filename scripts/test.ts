import { checks } from './steps/checks.ts'
import { prepare } from './steps/prepare.ts'
import { conclude } from './steps/result.ts'
import { vitest } from './steps/vitest.ts'

// Everything; `--long` runs at full length what otherwise runs at a fraction of the time. Other arguments go to vitest.
const long = process.argv.includes('--long')
const args = process.argv.slice(2).filter((arg) => arg !== '--long')
const env = long ? { CALBRIDGE_LONG: '1' } : {}

conclude([
  ...(await checks()),
  await vitest({ name: 'unit', projects: ['unit'], args, env }),
  await prepare(),
  await vitest({ name: 'integration', projects: ['integration', 'e2e'], args, env }),
])
