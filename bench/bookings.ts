import { AppointmentResponse, CreateAppointmentRequest } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { Metadata } from '@grpc/grpc-js'
import type { StackFile } from '../scripts/stack/stack-file.ts'
import { rawClient } from './load/raw-client.ts'
import { type Salon, SLOT_MIN } from './salon.ts'
import { actingFor } from './stack.ts'

const CREATE = '/calbridge.booking.v1.BookingService/CreateAppointment'
const DAY_MS = 86_400_000

export interface Slot {
  readonly staff: Salon['staff'][number]
  readonly startMs: number
}

/** Gives every call another slot: one of each staff member in turn, then the next half-hour, from the day after tomorrow on. */
export function distinctSlots({ staff }: Salon): () => Slot {
  const fromMs = (Math.floor(Date.now() / DAY_MS) + 2) * DAY_MS
  let next = 0
  return () => {
    const n = next++
    const member = staff[n % staff.length]
    if (!member) throw new Error('a salon without staff')
    // 23:30 is left out: hosts work until 23:59.
    const half = Math.floor(n / staff.length)
    const day = Math.floor(half / 47)
    return { staff: member, startMs: fromMs + day * DAY_MS + (half % 47) * SLOT_MIN * 60_000 }
  }
}

export interface Stored {
  readonly uid: string
  readonly username: string
  /** Epoch, milliseconds, as the service tells it: when the work began and how long it took until the commit. */
  readonly committedAtMs: number
}

/** Books the slot through gRPC as a caller who does not wait for Cal.com. */
export function booker(stack: StackFile, salon: Salon, scope: Scope): (slot: Slot) => Promise<Stored> {
  const metadata = Metadata.fromHttp2Headers(actingFor(stack, salon.tenant.id))
  const call = rawClient(stack.grpc.booking?.[0] ?? '', CREATE, metadata, scope)
  const first = `${Date.now().toString(36)}`
  let count = 0
  return async ({ staff, startMs }) => {
    const request = CreateAppointmentRequest.fromPartial({
      context: { tenant: salon.tenant.id, origin: 3 },
      serviceId: staff.serviceId,
      branchId: salon.branchId,
      staffId: staff.id,
      startMs,
      timeZone: 'UTC',
      customer: { name: 'Bench Kundin', email: `bench-${first}-${count++}@example.com`, phone: '+4915112345678', timeZone: 'UTC' },
      waitMs: 0,
      source: 'bench',
    })
    const answer = AppointmentResponse.decode(await call(Buffer.from(CreateAppointmentRequest.encode(request).finish())))
    const { uid = '', createdAtMs = 0 } = answer.appointment ?? {}
    return { uid, username: staff.username, committedAtMs: createdAtMs + answer.storedInMs }
  }
}
