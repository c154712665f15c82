/** How Cal.com's three generations of webhook code deliver, and what may go wrong with a delivery. */
export interface WebhookSettings {
  /** 1: inside the request, once. 2: by the minute's cron, again after a network error. 3: queued, with retries. */
  readonly generation: 1 | 2 | 3
  /** Generation 2: how often the cron runs. */
  readonly cronIntervalMs: number
  /** Generation 3: the first wait before a retry; each is `retryFactor` times longer. */
  readonly retryMinMs: number
  readonly retryMaxMs: number
  readonly retryFactor: number
  readonly retries: number
  /** Generation 3: how likely the whole task runs again, so that all subscribers get it twice. */
  readonly rerunProbability: number
  readonly timeoutMs: number
}

export const DEFAULT_WEBHOOK_SETTINGS: WebhookSettings = {
  generation: 1,
  cronIntervalMs: 60_000,
  retryMinMs: 10_000,
  retryMaxMs: 600_000,
  retryFactor: 1.5,
  retries: 3,
  rerunProbability: 0,
  timeoutMs: 30_000,
}

/** Trouble on request; probabilities from 0 to 1. */
export interface DeliveryPolicy {
  readonly lose: number
  /** Sent this much later, without holding up the request. */
  readonly delayMs: number
  readonly duplicate: number
  /** So many deliveries are collected and then sent in a random order; 0 for none. */
  readonly reorder: number
}

export const NO_TROUBLE: DeliveryPolicy = { lose: 0, delayMs: 0, duplicate: 0, reorder: 0 }
