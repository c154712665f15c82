import { expect, it } from 'vitest'
import { progress } from './progress.ts'

it('says which round it is and how long the rest takes, and not oftener than every 5 s', () => {
  const said: string[] = []
  let nowMs = 0
  const step = progress(
    (line) => said.push(line),
    'P1',
    () => nowMs,
  )
  for (let round = 0; round < 6; round++, nowMs += 3_000) step(round, 6)
  expect(said).toEqual(['P1: round 1 of 6', 'P1: round 3 of 6, about 12 s left', 'P1: round 5 of 6, about 6 s left'])
})
