import { exception } from '../http/errors.ts'
import type { EventType } from '../world/types.ts'

/** Minutes of a booking; only event types with several lengths let one choose. */
export function lengthOf(eventType: EventType, asked: number | undefined): number {
  if (asked === undefined) return eventType.lengthInMinutes
  const options = eventType.lengthInMinutesOptions
  if (options.length === 0) {
    throw exception(
      400,
      "Can't specify 'lengthInMinutes' because event type does not have multiple possible lengths. Please, remove the 'lengthInMinutes' field from the request.",
    )
  }
  if (!options.includes(asked)) {
    throw exception(
      400,
      `Provided 'lengthInMinutes' is not one of the possible lengths for the event type. The possible lengths are: ${options.join(', ')}`,
    )
  }
  return asked
}
