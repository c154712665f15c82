import type { CalcomClient, CallOptions, EventType } from '@calbridge/calcom'
import type { Account, FoundEventType } from '../domain/event-type.ts'

type Reads = Pick<CalcomClient, 'me' | 'eventTypes' | 'schedules'>

/** What a key's user has: three requests, one after the other, so that an import never bursts. */
export async function readAccount(client: Reads, options: () => CallOptions): Promise<{ account: Account; eventTypes: FoundEventType[] }> {
  const me = await client.me(options())
  const types = await client.eventTypes(options())
  const schedules = await client.schedules(options())
  const schedule = schedules.find(({ id }) => id === me.defaultScheduleId) ?? schedules.find(({ isDefault }) => isDefault)
  return {
    account: {
      userId: me.id,
      name: me.name ?? me.username ?? '',
      email: me.email ?? '',
      timeZone: schedule?.timeZone ?? me.timeZone ?? '',
    },
    eventTypes: types.map((type) => found(type, me.id)),
  }
}

const SCHEDULING: Readonly<Record<string, FoundEventType['scheduling']>> = {
  roundrobin: 'round_robin',
  collective: 'collective',
  managed: 'managed',
}

const found = (type: EventType, ownerId: number): FoundEventType => ({
  id: String(type.id),
  slug: type.slug,
  title: type.title,
  lengthMin: type.lengthMin,
  bufferBeforeMin: type.bufferBeforeMin,
  bufferAfterMin: type.bufferAfterMin,
  noticeMin: type.noticeMin,
  hidden: type.hidden,
  // `roundRobin` in one place of Cal.com is `ROUND_ROBIN` in another.
  scheduling: SCHEDULING[type.schedulingType?.toLowerCase().replaceAll('_', '') ?? ''] ?? 'individual',
  hostIds: type.hosts.length > 0 ? type.hosts.map(({ userId }) => userId) : [ownerId],
  seated: (type.seatsPerSlot ?? 0) > 0,
})
