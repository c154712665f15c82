import { systemClock } from '@calbridge/core'
import { expect, it } from 'vitest'
import { memoryBudget } from './budget/memory-budget.ts'
import { failure, fake, json } from './testing/fake-calcom.ts'

const options = { priority: 'booking', timeoutMs: 2_000 } as const

it('takes an answer that says nothing of the limit for the end of a block: else one call at a time would go for ever', async () => {
  const budget = memoryBudget({ clock: systemClock, limits: { windowMs: 1_000, burstMs: 10 } })
  let answers = 0
  const me = { status: 'success', data: { id: 1, username: 'x', email: 'x@example.com', timeZone: 'UTC', defaultScheduleId: 1 } }
  const { client } = await fake(
    (response) => json(answers++ === 0 ? 429 : 200, answers === 1 ? {} : me, answers === 1 ? { 'retry-after': '0' } : {})(response),
    {
      budget,
    },
  )
  await failure(client.me({ ...options, maxWaitMs: 0 }))
  await client.me(options)
  expect(await Promise.all([client.me(options), client.me(options), client.me(options)])).toHaveLength(3)
})
