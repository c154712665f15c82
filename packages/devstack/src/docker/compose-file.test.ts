import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { composeEnv } from './addresses.ts'
import { COMPOSE_FILE } from './engine.ts'

const text = readFileSync(COMPOSE_FILE, 'utf8')

it('publishes its servers on 127.0.0.1 alone', () => {
  const published = text.match(/^ {6}- .*:\d+$/gm)
  expect(published).toHaveLength(3)
  for (const port of published!) expect(port).toContain('- 127.0.0.1:${')
})

it('lets every port be chosen by the variables that devstack sets', () => {
  for (const name of Object.keys(composeEnv({ kafka: 1, mysql: 2, redis: 3 }))) expect(text).toContain(`\${${name}:-`)
})
