import type { Random } from '../random.ts'
import { eventTypeOf } from './event-type.ts'
import type { BuiltWorld, EventTypeSpec, ScheduleSpec, TeamSpec, UserSpec, WebhookSpec, WorldSpec } from './spec.ts'
import type { Host, RateLimit, User } from './types.ts'
import type { World } from './world.ts'

const WORKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const
const ALL_BOOKING_TRIGGERS = [
  'BOOKING_CREATED',
  'BOOKING_RESCHEDULED',
  'BOOKING_REQUESTED',
  'BOOKING_CANCELLED',
  'BOOKING_REJECTED',
  'BOOKING_NO_SHOW_UPDATED',
]

/** Adds a declared world to what is there. Throws on a reference to nobody. */
export class WorldBuilder {
  readonly #world: World
  readonly #random: Random
  readonly #limits: RateLimit
  readonly built: BuiltWorld = { users: [], teams: [], schedules: [], eventTypes: [], webhooks: [] }

  constructor(world: World, random: Random, limits: RateLimit) {
    this.#world = world
    this.#random = random
    this.#limits = limits
  }

  add(spec: WorldSpec): BuiltWorld {
    for (const user of spec.users ?? []) this.user(user)
    for (const schedule of spec.schedules ?? []) this.schedule(schedule, this.#owner(schedule.owner))
    for (const eventType of spec.eventTypes ?? []) this.eventType(eventType, this.#owner(eventType.owner))
    for (const team of spec.teams ?? []) this.team(team)
    for (const webhook of spec.webhooks ?? []) {
      this.webhook(webhook, {
        userId: webhook.eventTypeId ? null : this.#owner(webhook.owner).id,
        eventTypeId: webhook.eventTypeId ?? null,
      })
    }
    return this.built
  }

  user(spec: UserSpec): User {
    const id = this.#world.nextId('user', spec.id)
    const user: User = {
      id,
      uuid: this.#random.uuid(),
      username: spec.username,
      name: spec.name ?? spec.username,
      email: spec.email ?? `${spec.username}@example.com`,
      timeZone: spec.timeZone ?? 'UTC',
      weekStart: spec.weekStart ?? 'Monday',
      timeFormat: spec.timeFormat ?? 24,
      bio: null,
      avatarUrl: null,
      defaultScheduleId: null,
    }
    this.#world.users.set(id, user)
    const keys = this.#keys(spec, id)
    const { username, name, email, timeZone } = user
    this.built.users.push({ id, username, name, email, timeZone, key: keys[0] ?? null, keys })
    for (const schedule of spec.schedules ?? []) this.schedule(schedule, user)
    for (const eventType of spec.eventTypes ?? []) this.eventType(eventType, user)
    for (const webhook of spec.webhooks ?? [])
      this.webhook(webhook, { userId: webhook.eventTypeId ? null : id, eventTypeId: webhook.eventTypeId ?? null })
    return user
  }

  #keys(spec: UserSpec, userId: number): string[] {
    const specs = [...(spec.key === null ? [] : [{ key: spec.key }]), ...(spec.keys ?? [])]
    return specs.map((given) => {
      const key = given.key ?? `cal_${this.#random.hex(32)}`
      const limit = ('rateLimit' in given ? given.rateLimit : undefined) ?? spec.rateLimit
      const expiresAt = 'expiresAt' in given && given.expiresAt ? Date.parse(given.expiresAt) : null
      this.#world.keys.set(key, { key, userId, expiresAtMs: expiresAt, rateLimit: limit ? { ...this.#limits, ...limit } : null })
      return key
    })
  }

  /** Without hours it is what Cal.com makes: Monday to Friday, 09:00 to 17:00. */
  schedule(spec: ScheduleSpec, owner: User): number {
    const id = this.#world.nextId('schedule', spec.id)
    const name = spec.name ?? 'Working hours'
    this.#world.schedules.set(id, {
      id,
      ownerId: owner.id,
      name,
      timeZone: spec.timeZone ?? owner.timeZone,
      availability: spec.availability ?? [{ days: WORKDAYS, startTime: '09:00', endTime: '17:00' }],
      overrides: spec.overrides ?? [],
    })
    if (spec.isDefault ?? owner.defaultScheduleId === null) owner.defaultScheduleId = id
    this.built.schedules.push({ id, owner: owner.username, name })
    return id
  }

  eventType(spec: EventTypeSpec, owner: User | null, teamId: number | null = null): number {
    const id = this.#world.nextId('eventType', spec.id)
    const hosts: Host[] = spec.hosts
      ? spec.hosts.map((host) => ({ userId: host.userId ?? this.#owner(host.user).id, fixed: host.fixed ?? host.mandatory ?? false }))
      : [{ userId: (owner as User).id, fixed: true }]
    this.#world.eventTypes.set(id, eventTypeOf(spec, { id, ownerId: teamId ? null : (owner?.id ?? null), teamId, hosts }))
    this.built.eventTypes.push({ id, slug: spec.slug, title: spec.title, owner: owner?.username ?? null, teamId })
    for (const webhook of spec.webhooks ?? []) this.webhook(webhook, { userId: null, eventTypeId: id })
    return id
  }

  team(spec: TeamSpec): void {
    const id = this.#world.nextId('team', spec.id)
    const slug = spec.slug ?? spec.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
    const memberIds = (spec.members ?? []).map((username) => this.#owner(username).id)
    this.#world.teams.set(id, { id, name: spec.name, slug, memberIds })
    this.built.teams.push({ id, name: spec.name, slug })
    for (const eventType of spec.eventTypes ?? []) {
      const hosts = eventType.hosts ?? memberIds.map((userId) => ({ userId }))
      this.eventType({ ...eventType, hosts, schedulingType: eventType.schedulingType ?? 'roundRobin' }, null, id)
    }
    for (const webhook of spec.webhooks ?? []) this.webhook(webhook, { userId: null, eventTypeId: null, teamId: id })
  }

  webhook(spec: WebhookSpec, at: { userId: number | null; eventTypeId: number | null; teamId?: number }): string {
    const id = spec.id ?? this.#random.uuid()
    const secret = spec.secret ?? null
    this.#world.webhooks.set(id, {
      id,
      userId: at.userId,
      eventTypeId: at.eventTypeId,
      teamId: at.teamId ?? null,
      subscriberUrl: spec.subscriberUrl,
      triggers: spec.triggers ?? ALL_BOOKING_TRIGGERS,
      active: spec.active ?? true,
      secret,
      payloadTemplate: spec.payloadTemplate ?? null,
    })
    this.built.webhooks.push({ id, subscriberUrl: spec.subscriberUrl, secret })
    return id
  }

  #owner(username: string | undefined): User {
    const user = username === undefined ? undefined : this.#world.userByName(username)
    if (!user) throw new Error(username === undefined ? 'owner (a username) is required' : `unknown user ${username}`)
    return user
  }
}
