import { createHmac, randomUUID } from 'node:crypto'
import { getJson, postJson } from '../../scripts/stack/json.ts'
import type { StackFile } from '../../scripts/stack/stack-file.ts'
import type { Slot } from '../bookings.ts'
import { type Salon, SLOT_MIN } from '../salon.ts'

export interface SignedDelivery {
  readonly uid: string
  readonly body: string
  readonly headers: Record<string, string>
}

interface Payload {
  readonly organizer: object
  readonly attendees: readonly object[]
}

/**
 * Makes webhooks as Cal.com sends them when a customer books: the first one is a real one of the simulator, and of the others uid,
 * ids, times, host and customer differ. Each is signed with the salon's secret.
 */
export async function deliveryMaker(stack: StackFile, salon: Salon, first: Slot): Promise<(slot: Slot) => SignedDelivery> {
  await postJson(`${stack.simulator}/_sim/customer/book`, {
    eventTypeId: Number(first.staff.eventTypeId),
    start: new Date(first.startMs).toISOString(),
    attendee: { name: 'Bench Gast', email: 'gast@example.com', timeZone: 'UTC' },
  })
  const [sent] = await getJson<{ body: string }[]>(`${stack.simulator}/_sim/deliveries?trigger=BOOKING_CREATED`)
  if (!sent) throw new Error('the simulator sent no webhook')
  const template = JSON.parse(sent.body) as { payload: Payload }

  let count = 1_000_000
  return ({ staff, startMs }) => {
    const uid = randomUUID()
    const id = count++
    const email = `gast-${id}@example.com`
    const { organizer, attendees } = template.payload
    const payload = {
      ...template.payload,
      uid,
      bookingId: id,
      iCalUID: `${uid}@Cal.com`,
      eventTypeId: Number(staff.eventTypeId),
      startTime: new Date(startMs).toISOString(),
      endTime: new Date(startMs + SLOT_MIN * 60_000).toISOString(),
      organizer: { ...organizer, id: staff.calcomUserId, username: staff.username, email: `${staff.username}@example.com` },
      attendees: attendees.map((one) => ({ ...one, email })),
    }
    const body = JSON.stringify({ ...template, createdAt: new Date().toISOString(), payload })
    const signature = createHmac('sha256', salon.webhook.secret).update(body).digest('hex')
    return { uid, body, headers: { 'x-cal-signature-256': signature } }
  }
}
