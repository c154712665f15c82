import { checks } from './steps/checks.ts'
import { conclude } from './steps/result.ts'
import { vitest } from './steps/vitest.ts'

// What needs no servers: before each commit.
const args = process.argv.slice(2)
conclude([...(await checks()), await vitest({ name: 'unit', projects: ['unit'], args })])
