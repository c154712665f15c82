import { WorldBuilder } from '../../world/build.ts'
import type { ScheduleSpec } from '../../world/spec.ts'
import type { Schedule } from '../../world/types.ts'
import { exception } from '../errors.ts'
import { type Reply, type Route, success, type UserCall } from '../route.ts'
import { isTimeZone, Problems } from '../validation.ts'

const at = { auth: 'required', kind: 'read', version: '2024-06-11' } as const
const one = '/v2/schedules/:id'

export const scheduleRoutes: readonly Route[] = [
  { ...at, method: 'post', path: '/v2/schedules', handle: create },
  { ...at, method: 'get', path: '/v2/schedules', handle: list },
  { ...at, method: 'get', path: '/v2/schedules/default', handle: showDefault },
  { ...at, method: 'get', path: one, handle: (call) => success(render(call, find(call))) },
  { ...at, method: 'patch', path: one, handle: change },
  { ...at, method: 'delete', path: one, handle: remove },
]

function create(call: UserCall): Reply {
  const { sim, userId, body } = call
  check(body, true)
  const owner = sim.world.user(userId)
  const spec = body as ScheduleSpec
  const id = new WorldBuilder(sim.world, sim.random, sim.rateLimit).schedule({ ...spec, isDefault: spec.isDefault === true }, owner)
  return success(render(call, sim.world.schedules.get(id) as Schedule), 201)
}

function list(call: UserCall): Reply {
  const own = [...call.sim.world.schedules.values()].filter((schedule) => schedule.ownerId === call.userId)
  return success(own.map((schedule) => render(call, schedule)))
}

function showDefault(call: UserCall): Reply {
  const id = call.sim.world.user(call.userId).defaultScheduleId
  const schedule = id === null ? undefined : call.sim.world.schedules.get(id)
  return success(schedule ? render(call, schedule) : null)
}

function change(call: UserCall): Reply {
  const { sim, userId, body } = call
  check(body, false)
  const schedule = find(call)
  const { name, timeZone, availability, overrides, isDefault } = body as ScheduleSpec
  Object.assign(schedule, JSON.parse(JSON.stringify({ name, timeZone, availability, overrides })))
  if (isDefault) sim.world.user(userId).defaultScheduleId = schedule.id
  return success(render(call, schedule))
}

function remove(call: UserCall): Reply {
  call.sim.world.schedules.delete(find(call).id)
  return { body: { status: 'success' } }
}

function find({ sim, userId, params }: UserCall): Schedule {
  const schedule = sim.world.schedules.get(Number(params.id))
  if (!schedule) throw exception(404, `Schedule with ID=${params.id} does not exist.`)
  if (schedule.ownerId !== userId) throw exception(403, `User with ID=${userId} does not own schedule with ID=${schedule.id}`)
  return schedule
}

function check(body: Record<string, unknown>, whole: boolean): void {
  const problems = new Problems()
  problems.forbidUnknown(body, ['name', 'timeZone', 'isDefault', 'availability', 'overrides'])
  if (whole && typeof body.name !== 'string') problems.add('name', 'name must be a string')
  if ((whole || body.timeZone !== undefined) && !isTimeZone(body.timeZone))
    problems.add('timeZone', 'timeZone must be a valid IANA time-zone')
  if (whole && typeof body.isDefault !== 'boolean') problems.add('isDefault', 'isDefault must be a boolean value')
  problems.throwIfAny()
}

function render({ sim }: UserCall, schedule: Schedule): Record<string, unknown> {
  const { id, ownerId, name, timeZone, availability, overrides } = schedule
  const isDefault = sim.world.user(ownerId).defaultScheduleId === id
  return { id, ownerId, name, timeZone, availability, isDefault, overrides }
}
