import type { CalcomWebhook } from './webhook.ts'

/** Reads a delivery. Throws AppError invalid_argument when it is no JSON object with a trigger; unknown triggers are `unknown`. */
export function parseWebhook(_rawBody: Uint8Array | string): CalcomWebhook {
  throw new Error('not yet')
}
