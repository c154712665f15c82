import { fileScope } from '@calbridge/testkit'
import { beforeAll, describe, it } from 'vitest'
import { STEPS, type Story } from '../../scripts/demo/steps.ts'
import { type System, startSystem } from './stack.ts'

const scope = fileScope()
let system: System
beforeAll(async () => {
  system = await startSystem(scope)
})

// Each step checks what it does, and throws what did not hold: `npm start` shows the same steps.
describe('the main job, through public interfaces', () => {
  const story: Story = {}
  it.for(STEPS.map((step, index) => ({ ...step, number: index + 1 })))('$number: $title', async ({ run }) => {
    await run(system, story)
  })
})
