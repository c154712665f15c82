import { z } from 'zod'
import type { Call } from '../call.ts'
import type { CalcomClient } from '../client.ts'
import { webhook } from '../responses/directory.ts'

const kind = 'webhooks'

const path = '/v2/webhooks'

/** The key's user's own subscriptions. */
export function webhookEndpoints(call: Call): Pick<CalcomClient, 'createWebhook' | 'listWebhooks' | 'deleteWebhook'> {
  return {
    createWebhook: ({ subscriberUrl, triggers, secret, active = true }, options) =>
      call(
        {
          name: 'create_webhook',
          kind,
          method: 'POST',
          route: path,
          path,
          body: { active, subscriberUrl, triggers, secret },
          answer: webhook,
        },
        options,
      ),

    listWebhooks: (options) =>
      call({ name: 'list_webhooks', kind, method: 'GET', route: path, path, query: { take: 250 }, answer: z.array(webhook) }, options),

    deleteWebhook: async (id, options) => {
      const one = `${path}/${encodeURIComponent(id)}`
      await call({ name: 'delete_webhook', kind, method: 'DELETE', route: `${path}/{id}`, path: one, answer: z.unknown() }, options)
    },
  }
}
