import { renderEventType } from '../../world/render-event-type.ts'
import type { Team } from '../../world/types.ts'
import { exception } from '../errors.ts'
import { type Reply, type Route, success, type UserCall } from '../route.ts'

const at = { method: 'get', auth: 'required', kind: 'read' } as const

/** Teams to read; they are made through the control API. */
export const teamRoutes: readonly Route[] = [
  { ...at, path: '/v2/teams', handle: list },
  { ...at, path: '/v2/teams/:teamId', handle: (call) => success(render(find(call))) },
  { ...at, path: '/v2/teams/:teamId/event-types', handle: eventTypes },
  { ...at, path: '/v2/teams/:teamId/memberships', handle: memberships },
]

function list({ sim, userId }: UserCall): Reply {
  return success([...sim.world.teams.values()].filter((team) => team.memberIds.includes(userId)).map(render))
}

function eventTypes(call: UserCall): Reply {
  const team = find(call)
  const { sim } = call
  const own = [...sim.world.eventTypes.values()].filter((eventType) => eventType.teamId === team.id)
  return success(own.map((eventType) => renderEventType(sim.world, eventType, sim.options.bookerUrl)))
}

function memberships(call: UserCall): Reply {
  const team = find(call)
  const rows = team.memberIds.map((userId, i) => {
    const { email, username, name, avatarUrl, bio } = call.sim.world.user(userId)
    const user = { avatarUrl, bio, metadata: {}, email, username, name }
    return {
      id: team.id * 1000 + i,
      userId,
      teamId: team.id,
      accepted: true,
      role: i === 0 ? 'OWNER' : 'MEMBER',
      disableImpersonation: false,
      user,
    }
  })
  return success(rows)
}

function find({ sim, params, userId }: UserCall): Team {
  const team = sim.world.teams.get(Number(params.teamId))
  if (!team?.memberIds.includes(userId)) throw exception(403, `User is not a member of the team with id ${params.teamId}`)
  return team
}

function render({ id, name, slug }: Team): Record<string, unknown> {
  return { id, name, slug, isOrganization: false }
}
