import type { EventType } from './types.ts'
import type { World } from './world.ts'

/** By id, or by slug and its user or team. */
export function findEventType(world: World, by: Record<string, unknown>): EventType | undefined {
  if (by.eventTypeId !== undefined) return world.eventTypes.get(Number(by.eventTypeId))
  const owner = by.username === undefined ? undefined : world.userByName(String(by.username))
  const team = [...world.teams.values()].find((one) => one.slug === by.teamSlug)
  const belongs = ({ ownerId, teamId }: EventType) =>
    (owner !== undefined && ownerId === owner.id) || (team !== undefined && teamId === team.id)
  return [...world.eventTypes.values()].find((eventType) => eventType.slug === by.eventTypeSlug && belongs(eventType))
}
