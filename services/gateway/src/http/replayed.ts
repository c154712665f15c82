import type { AppointmentResponse } from '@calbridge/contracts'

/** Says that the answer was given before, to an earlier request with the same Idempotency-Key. */
export const replayedMark = ({ replayed }: { readonly replayed: boolean }): Record<string, string> =>
  replayed ? { 'Idempotency-Replayed': 'true' } : {}

/** Headers that tell how an answer came about. They are not in the body, which is the same when it is given again. */
export const replayed = (response: AppointmentResponse): Record<string, string> => ({
  ...replayedMark(response),
  ...(response.storedInMs > 0 && { 'Server-Timing': `stored;dur=${response.storedInMs.toFixed(1)}` }),
})
