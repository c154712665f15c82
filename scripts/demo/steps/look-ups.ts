import { counted, isLookUp } from '../calcom.ts'
import type { Demo } from '../demo.ts'
import { lookUp, wishOf } from '../look-up.ts'
import { expect, ms, until } from '../until.ts'

export async function lookUps(demo: Demo): Promise<string> {
  const wish = wishOf(demo, 'haircut', 'anna', 'mitte')
  const cold = await counted(demo, isLookUp, () => lookUp(demo, wish))
  expect(cold.result.data.total > 0, 'no slots in a whole week')
  expect(cold.result.meta.source === 'upstream' && cold.calls === 1, `cold: source ${cold.result.meta.source}, ${cold.calls} calls`)
  // A replica whose news from Redis is late does without its first level for a moment.
  const warm = await counted(demo, isLookUp, async () => {
    const { value } = await until('an answer from the first level', async () => {
      const answer = await lookUp(demo, wish)
      return answer.meta.source === 'l1' && answer
    })
    return value
  })
  expect(warm.calls === 0, `warm: ${warm.calls} calls`)
  const { total } = cold.result.data
  return `cold: ${total} slots in ${ms(cold.result.tookMs)}, 1 call to Cal.com (upstream); warm: ${ms(warm.result.tookMs)}, 0 calls (l1)`
}
