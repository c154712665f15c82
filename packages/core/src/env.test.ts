import { expect, it } from 'vitest'
import { readEnv } from './env.ts'

it('names every problem of a configuration at once', () => {
  const read = () =>
    readEnv({ PORT: 'http', FLAG: 'maybe' }, (env) => [env.port('PORT'), env.text('URL'), env.list('BROKERS'), env.flag('FLAG')])
  expect(read).toThrow(
    'bad configuration: PORT must be an integer from 0 to 65535, not "http"; URL is required; BROKERS is required; FLAG must be true or false, not "maybe"',
  )
})

it('takes fallbacks where nothing is set, and treats blank as nothing', () => {
  expect(
    readEnv({ A: ' ' }, (env) => [env.text('A', 'a'), env.int('B', { fallback: 3 }), env.list('C', ['c']), env.flag('D', true)]),
  ).toEqual(['a', 3, ['c'], true])
})
