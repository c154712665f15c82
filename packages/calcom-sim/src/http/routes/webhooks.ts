import { TRIGGERS } from '../../webhooks/triggers.ts'
import type { Webhook } from '../../world/types.ts'
import { exception, violations } from '../errors.ts'
import { type Reply, type Route, success, type UserCall } from '../route.ts'

const at = { auth: 'required', kind: 'read' } as const
const KEYS = ['active', 'subscriberUrl', 'triggers', 'secret', 'payloadTemplate', 'version']
const paths = ['/v2/webhooks', '/v2/event-types/:eventTypeId/webhooks']

/** The same for a user and for one event type. */
export const webhookRoutes: readonly Route[] = paths.flatMap((path): Route[] => [
  { ...at, method: 'post', path, handle: create },
  { ...at, method: 'get', path, handle: list },
  { ...at, method: 'get', path: `${path}/:id`, handle: (call) => success(render(find(call))) },
  { ...at, method: 'patch', path: `${path}/:id`, handle: change },
  { ...at, method: 'delete', path: `${path}/:id`, handle: remove },
])

function create(call: UserCall): Reply {
  const { sim, body } = call
  check(body, true)
  const scope = scopeOf(call)
  const subscriberUrl = String(body.subscriberUrl)
  if (own(call).some((webhook) => webhook.subscriberUrl === subscriberUrl)) {
    throw exception(409, `Webhook with this subscriber url already exists for this ${scope.eventTypeId === null ? 'user' : 'event type'}`)
  }
  const webhook: Webhook = {
    id: sim.random.uuid(),
    ...scope,
    teamId: null,
    subscriberUrl,
    triggers: body.triggers as string[],
    active: body.active !== false,
    secret: typeof body.secret === 'string' ? body.secret : null,
    payloadTemplate: typeof body.payloadTemplate === 'string' ? body.payloadTemplate : null,
  }
  sim.world.webhooks.set(webhook.id, webhook)
  return success(render(webhook), 201)
}

function list(call: UserCall): Reply {
  const { take = 250, skip = 0 } = call.query
  return success(
    own(call)
      .slice(Number(skip), Number(skip) + Number(take))
      .map(render),
  )
}

function change(call: UserCall): Reply {
  check(call.body, false)
  const webhook = find(call)
  for (const key of KEYS) if (call.body[key] !== undefined && key !== 'version') Object.assign(webhook, { [key]: call.body[key] })
  return success(render(webhook))
}

function remove(call: UserCall): Reply {
  const webhook = find(call)
  call.sim.world.webhooks.delete(webhook.id)
  return success(render(webhook))
}

function find(call: UserCall): Webhook {
  const webhook = own(call).find((one) => one.id === call.params.id)
  if (!webhook) throw exception(404, `Webhook (${call.params.id}) not found`)
  return webhook
}

function own(call: UserCall): Webhook[] {
  const scope = scopeOf(call)
  return [...call.sim.world.webhooks.values()].filter(
    (webhook) => webhook.userId === scope.userId && webhook.eventTypeId === scope.eventTypeId,
  )
}

function scopeOf({ sim, userId, params }: UserCall): { userId: number | null; eventTypeId: number | null } {
  if (params.eventTypeId === undefined) return { userId, eventTypeId: null }
  const eventTypeId = Number(params.eventTypeId)
  const eventType = sim.world.eventTypes.get(eventTypeId)
  if (!eventType) throw exception(404, `Event type (${params.eventTypeId}) not found`)
  if (eventType.ownerId !== userId) throw exception(403, `User (${userId}) is not the owner of event type (${eventTypeId})`)
  return { userId: null, eventTypeId }
}

function check(body: Record<string, unknown>, whole: boolean): void {
  const { triggers, subscriberUrl } = body
  if (whole || triggers !== undefined) {
    const known = (trigger: unknown) => TRIGGERS.some((one) => one === trigger)
    if (!Array.isArray(triggers) || !triggers.every(known)) {
      const isEnum = `each value in triggers must be one of the following values: ${TRIGGERS.join(', ')}`
      throw violations([{ target: body, value: triggers, property: 'triggers', constraints: { isEnum } }])
    }
  }
  if (whole || subscriberUrl !== undefined) checkUrl(subscriberUrl)
}

/** Loopback is fine, as on a self-hosted Cal.com; the clouds' metadata address never is. */
function checkUrl(value: unknown): void {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (!url) throw exception(400, 'Webhook URL is not allowed: Invalid URL format')
  if (url.hostname === '169.254.169.254') throw exception(400, 'Webhook URL is not allowed: Blocked hostname')
}

/** The secret comes back in clear on every read. */
function render(webhook: Webhook): Record<string, unknown> {
  const { id, payloadTemplate, triggers, subscriberUrl, active, secret, userId, eventTypeId } = webhook
  const scope = eventTypeId === null ? { userId } : { eventTypeId }
  return { id, payloadTemplate, triggers, subscriberUrl, active, secret, ...scope }
}
