import { AlternativeStrategy, FindAlternativesResponse } from '@calbridge/contracts'
import { eventTypeAt, SALON } from '@calbridge/directory/testing'

/** What availability offers instead: half an hour with Mara at each of these starts, and a sentence. */
export const offering = (startsMs: readonly number[], changes: Partial<FindAlternativesResponse> = {}): FindAlternativesResponse =>
  FindAlternativesResponse.fromPartial({
    alternatives: startsMs.map((startMs, index) => ({
      startMs,
      endMs: startMs + 1_800_000,
      staffId: SALON.staff.mara,
      eventTypeId: eventTypeAt('cut', 'mara'),
      strategy: AlternativeStrategy.ALTERNATIVE_STRATEGY_SAME_DAY,
      score: 10_000 - index,
      spoken: `Vorschlag ${index + 1}`,
    })),
    sentence: 'Passt Ihnen einer davon?',
    source: 1,
    answerId: 'a1',
    ...changes,
  })
