import { Source } from '@calbridge/contracts'

const SOURCE: Partial<Record<Source, 'l1' | 'l2' | 'upstream' | 'stale'>> = {
  [Source.SOURCE_L1]: 'l1',
  [Source.SOURCE_L2]: 'l2',
  [Source.SOURCE_UPSTREAM]: 'upstream',
  [Source.SOURCE_STALE]: 'stale',
}

/** How far away an answer came from; none where nobody had to be asked. */
export const sourceName = (source: Source) => SOURCE[source] ?? 'none'
