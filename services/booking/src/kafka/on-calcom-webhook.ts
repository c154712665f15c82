import type { CalcomWebhook } from '@calbridge/contracts'
import type { Log } from '@calbridge/core'
import { type ApplyWebhookDeps, applyWebhook } from '../application/apply-webhook.ts'
import { metrics } from '../metrics.ts'
import { factOf } from './fact-of.ts'

// Safe to repeat: decided by state under the appointment's row lock, and by which fact is the newer one.
export const onCalcomWebhook =
  (deps: ApplyWebhookDeps & { log: Log }) =>
  async (webhook: CalcomWebhook): Promise<void> => {
    const fact = factOf(webhook, deps.ids.next())
    if (!fact) return
    const outcome = await applyWebhook(deps, webhook.tenant, fact)
    metrics.webhookApplied(webhook.trigger, outcome, deps.clock.now() - webhook.receivedAtMs)
    deps.log.info({ event_id: webhook.eventId, tenant: webhook.tenant, trigger: webhook.trigger, outcome }, 'Cal.com webhook applied')
  }
