import type { User } from '../../world/types.ts'
import { type Reply, type Route, success, type UserCall } from '../route.ts'

export const meRoutes: readonly Route[] = [
  { method: 'get', path: '/v2/me', auth: 'required', kind: 'read', handle: ({ sim, userId }) => success(render(sim.world.user(userId))) },
  { method: 'patch', path: '/v2/me', auth: 'required', kind: 'read', handle: change },
]

function change({ sim, userId, body }: UserCall): Reply {
  const user = sim.world.user(userId)
  for (const key of ['name', 'email', 'timeZone', 'weekStart', 'bio', 'avatarUrl'] as const) {
    if (typeof body[key] === 'string') user[key] = body[key]
  }
  if (body.timeFormat === 12 || body.timeFormat === 24) user.timeFormat = body.timeFormat
  if (typeof body.defaultScheduleId === 'number') user.defaultScheduleId = body.defaultScheduleId
  return success(render(user))
}

function render(user: User): Record<string, unknown> {
  const { id, email, name, avatarUrl, bio, timeFormat, defaultScheduleId, weekStart, timeZone, username } = user
  return { id, email, name, avatarUrl, bio, timeFormat, defaultScheduleId, weekStart, timeZone, username, organizationId: null }
}
