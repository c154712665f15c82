import { z } from 'zod'
import type { EventType, Me, Schedule, WebhookSubscription } from '../model.ts'
import { count, flag, listOf, text } from './fields.ts'

// Hosts are `users` of a personal event type and `hosts` of a team's.
const host = z
  .object({ id: count, userId: count, name: text, username: text })
  .transform(({ id, userId, name, username }) => ({ userId: userId ?? id, name, username }))

export const eventType = z
  .object({
    id: z.number(),
    slug: z.string(),
    title: z.string(),
    lengthInMinutes: z.number(),
    lengthInMinutesOptions: listOf(z.number()).catch([]),
    hidden: flag,
    disableGuests: flag,
    beforeEventBuffer: count,
    afterEventBuffer: count,
    minimumBookingNotice: count,
    slotInterval: count,
    scheduleId: count,
    ownerId: count,
    teamId: count,
    schedulingType: text,
    confirmationPolicy: z.object({ type: text, disabled: flag }).nullish().catch(undefined),
    seats: z.object({ seatsPerTimeSlot: count }).nullish().catch(undefined),
    users: listOf(host).catch([]),
    hosts: listOf(host).catch([]),
  })
  .transform(
    (type): EventType => ({
      id: type.id,
      slug: type.slug,
      title: type.title,
      lengthMin: type.lengthInMinutes,
      lengthOptionsMin: type.lengthInMinutesOptions.length > 0 ? type.lengthInMinutesOptions : [type.lengthInMinutes],
      hidden: type.hidden,
      disableGuests: type.disableGuests,
      bufferBeforeMin: type.beforeEventBuffer ?? 0,
      bufferAfterMin: type.afterEventBuffer ?? 0,
      noticeMin: type.minimumBookingNotice ?? 0,
      slotIntervalMin: type.slotInterval,
      scheduleId: type.scheduleId,
      ownerId: type.ownerId,
      teamId: type.teamId,
      schedulingType: type.schedulingType,
      requiresConfirmation: type.confirmationPolicy?.type !== undefined && !type.confirmationPolicy.disabled,
      seatsPerSlot: type.seats?.seatsPerTimeSlot,
      hosts: [...type.users, ...type.hosts].filter((one): one is EventType['hosts'][number] => one.userId !== undefined),
    }),
  )

const hours = { startTime: z.string(), endTime: z.string() }

export const schedule = z.object({
  id: z.number(),
  ownerId: count,
  name: z.string().catch(''),
  timeZone: z.string(),
  isDefault: flag,
  availability: listOf(z.object({ days: z.array(z.string()), ...hours })),
  overrides: listOf(z.object({ date: z.string(), ...hours })),
}) satisfies z.ZodType<Schedule>

export const me = z.object({
  id: z.number(),
  username: text,
  email: text,
  name: text,
  timeZone: text,
  defaultScheduleId: count,
}) satisfies z.ZodType<Me>

export const webhook = z.object({
  id: z.union([z.string(), z.number().transform(String)]),
  subscriberUrl: z.string(),
  active: flag,
  triggers: listOf(z.string()),
}) satisfies z.ZodType<WebhookSubscription>
