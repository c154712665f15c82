/** Up to where a credential's changes have been read. Its moment is asked for again, so what was read of it is remembered. */
export interface PollCursor {
  readonly updatedAtMs: number
  readonly uids: readonly string[]
}

interface Changed {
  readonly uid: string
  readonly updatedAtMs?: number | undefined
}

export interface Settled<B> {
  readonly unread: readonly B[]
  readonly cursor: PollCursor
  /** The page has changes that wait: nothing behind them is due. */
  readonly reachedYoung: boolean
}

/**
 * What of a page (by change, the oldest first) is not read yet and older than `settledMs`: younger changes wait, so that their
 * webhook comes first, and so that one that commits late is not passed over.
 */
export function readOn<B extends Changed>(cursor: PollCursor, page: readonly B[], settledMs: number): Settled<B> {
  const unread = page.filter(
    ({ uid, updatedAtMs = 0 }) =>
      updatedAtMs <= settledMs && (updatedAtMs > cursor.updatedAtMs || (updatedAtMs === cursor.updatedAtMs && !cursor.uids.includes(uid))),
  )
  const at = unread.at(-1)?.updatedAtMs ?? cursor.updatedAtMs
  const uids = unread.filter(({ updatedAtMs }) => updatedAtMs === at).map(({ uid }) => uid)
  const reachedYoung = page.some(({ updatedAtMs = 0 }) => updatedAtMs > settledMs)
  return { unread, reachedYoung, cursor: { updatedAtMs: at, uids: at === cursor.updatedAtMs ? [...cursor.uids, ...uids] : uids } }
}
