import { WorldBuilder } from '../../world/build.ts'
import { eventTypeSettings } from '../../world/event-type.ts'
import { renderEventType, specOf } from '../../world/render-event-type.ts'
import type { EventTypeSpec } from '../../world/spec.ts'
import type { EventType } from '../../world/types.ts'
import { exception } from '../errors.ts'
import { type Call, type Reply, type Route, success, type UserCall } from '../route.ts'
import { Problems } from '../validation.ts'

const at = { kind: 'read', version: '2024-06-14' } as const
const one = '/v2/event-types/:id'

export const eventTypeRoutes: readonly Route[] = [
  { ...at, method: 'post', path: '/v2/event-types', auth: 'required', handle: create },
  { ...at, method: 'get', path: '/v2/event-types', auth: 'optional', handle: list },
  { ...at, method: 'get', path: one, auth: 'required', handle: (call) => success(render(call, find(call))) },
  { ...at, method: 'patch', path: one, auth: 'required', handle: change },
  { ...at, method: 'delete', path: one, auth: 'required', handle: remove },
]

function create(call: UserCall): Reply {
  const { sim, userId, body } = call
  check(body, true)
  const owner = sim.world.user(userId)
  const same = (eventType: EventType) => eventType.ownerId === userId && eventType.slug === body.slug
  if ([...sim.world.eventTypes.values()].some(same)) throw exception(400, 'User already has an event type with this slug.')
  const { id: _id, owner: _owner, hosts: _hosts, ...spec } = body as unknown as EventTypeSpec
  const id = new WorldBuilder(sim.world, sim.random, sim.rateLimit).eventType(spec, owner)
  return success(render(call, sim.world.eventType(id)), 201)
}

/** One's own, or what a user shows to everybody. */
function list(call: Call): Reply {
  const { sim, query, userId } = call
  const asked = query.username === undefined ? undefined : sim.world.userByName(String(query.username))
  const ownerId = query.username === undefined ? userId : (asked?.id ?? null)
  const shown = [...sim.world.eventTypes.values()].filter(
    (eventType) =>
      ownerId !== null &&
      eventType.ownerId === ownerId &&
      (!eventType.hidden || ownerId === userId) &&
      (query.eventSlug === undefined || eventType.slug === query.eventSlug),
  )
  if (query.sortCreatedAt === 'desc') shown.reverse()
  return success(shown.map((eventType) => render(call, eventType)))
}

function change(call: UserCall): Reply {
  check(call.body, false)
  const eventType = find(call)
  const { id: _id, ...changes } = call.body
  Object.assign(eventType, eventTypeSettings({ ...specOf(eventType), ...changes } as EventTypeSpec))
  return success(render(call, eventType))
}

function remove(call: UserCall): Reply {
  const { id, lengthInMinutes, slug, title } = find(call)
  call.sim.world.eventTypes.delete(id)
  return success({ id, lengthInMinutes, slug, title })
}

function find({ sim, userId, params }: UserCall): EventType {
  const eventType = sim.world.eventTypes.get(Number(params.id))
  if (!eventType || eventType.ownerId !== userId) throw exception(404, `Event type with id ${params.id} not found`)
  return eventType
}

function check(body: Record<string, unknown>, whole: boolean): void {
  const problems = new Problems()
  const { title, slug, lengthInMinutes, bookingFields } = body
  if ((whole || title !== undefined) && typeof title !== 'string') problems.add('title', 'title must be a string')
  if ((whole || slug !== undefined) && typeof slug !== 'string') problems.add('slug', 'slug must be a string')
  if ((whole || lengthInMinutes !== undefined) && typeof lengthInMinutes !== 'number')
    problems.add('lengthInMinutes', 'lengthInMinutes must be an integer number')
  problems.throwIfAny()
  const email = Array.isArray(bookingFields)
    ? bookingFields.find((field) => field?.type === 'email' && (field.slug ?? 'email') === 'email')
    : undefined
  if (email && (email.required === false || email.hidden === true)) {
    throw exception(400, 'checkIsEmailUserAccessible - Email booking field must be required and visible')
  }
}

function render({ sim }: Call, eventType: EventType): Record<string, unknown> {
  return renderEventType(sim.world, eventType, sim.options.bookerUrl)
}
