import type { AppointmentResponse } from '@calbridge/contracts'

/** Headers that tell how an answer came about. They are not in the body, which is the same when it is given again. */
export const replayed = (response: AppointmentResponse): Record<string, string> => ({
  ...(response.replayed && { 'Idempotency-Replayed': 'true' }),
  ...(response.storedInMs > 0 && { 'Server-Timing': `stored;dur=${response.storedInMs.toFixed(1)}` }),
})
