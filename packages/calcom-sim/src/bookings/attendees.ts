import type { Sim } from '../sim.ts'
import type { Attendee, EventType } from '../world/types.ts'
import type { Booker } from './form.ts'
import type { ChosenHosts } from './hosts.ts'

/** The booker, the guests, and the hosts of a team booking besides its organizer. */
export function attendeesOf(sim: Sim, booker: Booker, email: string, guests: readonly string[], hosts: ChosenHosts): Attendee[] {
  const { timeZone, language } = booker
  const others = hosts.hostIds.filter((id) => id !== hosts.organizerId).map((id) => sim.world.user(id))
  return [
    attendee(sim, { name: booker.name, email, phoneNumber: booker.phoneNumber ?? null, timeZone, language }),
    ...guests.map((guest) => attendee(sim, { name: '', email: guest, timeZone, language })),
    ...others.map((user) => attendee(sim, { name: user.name, email: user.email, timeZone: user.timeZone, isHost: true })),
  ]
}

type Known = Partial<Attendee> & Pick<Attendee, 'name' | 'email' | 'timeZone'>

export function attendee(sim: Sim, known: Known): Attendee {
  return { id: sim.world.nextId('attendee'), phoneNumber: null, language: 'en', absent: false, seat: null, isHost: false, ...known }
}

/** `Cut 30 between Alice Host and Jane Doe`; the team's name where several hosts take part. */
export function titleOf(sim: Sim, eventType: EventType, hosts: ChosenHosts, bookerName: string): string {
  const team = eventType.teamId === null ? undefined : sim.world.teams.get(eventType.teamId)
  const asTeam = team && (eventType.schedulingType === 'collective' || eventType.hosts.some((host) => host.fixed))
  return `${eventType.title} between ${asTeam ? team.name : sim.world.user(hosts.organizerId).name} and ${bookerName}`
}
