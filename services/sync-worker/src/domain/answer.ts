/** A booking at Cal.com, as far as synchronising needs it. */
export interface Remote {
  readonly uid: string
  readonly id: number
  readonly status: string
  readonly startMs: number
  readonly updatedAtMs: number
  readonly hostId: number
}

/** What came of one request that writes. */
export type Answer =
  | { readonly kind: 'written'; readonly booking: Remote }
  /** 201, but with a booking that this request did not make. */
  | { readonly kind: 'foreign'; readonly booking: Remote; readonly olderOfOurs: boolean }
  /** Provably nothing was written, and the cause is not the request: rate limit, open breaker, outage, no time left. */
  | { readonly kind: 'unsent'; readonly code: string; readonly retryAfterMs?: number | undefined }
  | { readonly kind: 'unauthorised'; readonly code: string }
  /** Nothing written; somebody was faster, perhaps only for another host. */
  | { readonly kind: 'lost_race'; readonly code: string }
  | { readonly kind: 'taken'; readonly code: string }
  /** The booking to act on is no longer what we took it for: cancelled, moved, or unknown there. */
  | { readonly kind: 'gone'; readonly code: string }
  | { readonly kind: 'invalid'; readonly code: string; readonly message: string }
  /** No usable answer: it may have booked. */
  | { readonly kind: 'unknown'; readonly code: string }

/** What a look-up for an attempt found. */
export type Finding =
  /** It happened; `asWanted` is false when somebody has moved the booking since. */
  | { readonly kind: 'happened'; readonly booking: Remote; readonly asWanted: boolean }
  | { readonly kind: 'absent' }
  /** The booking was moved by somebody else, and lives on under another uid. */
  | { readonly kind: 'elsewhere'; readonly booking: Remote }
  /** The booking to move was cancelled there. */
  | { readonly kind: 'dead' }
