import type { AppError } from '@calbridge/core'
import type { WishEvents } from '../application/create-appointment.ts'
import { metrics } from '../metrics.ts'

/**
 * Counts what becomes of the offer that a booking names: once for a request, and not again when it is repeated under its key.
 * What Cal.com refuses later is counted where its answer comes in.
 */
export async function countingOffer<T>(tenant: string, answerId: string, book: (events?: WishEvents) => Promise<T>): Promise<T> {
  if (answerId === '') return book()
  let taken: AppError | undefined
  const stored = () => metrics.offerTakenUp(tenant)
  try {
    return await book({
      stored,
      taken: (refusal) => {
        taken = refusal
      },
    })
  } catch (error) {
    if (taken !== undefined && error === taken) {
      metrics.offerTakenUp(tenant)
      metrics.falseOffer(tenant, 'here')
    }
    throw error
  }
}
