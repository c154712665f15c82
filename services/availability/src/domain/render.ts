import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { Day } from '@calbridge/contracts'
import type { SlotUnit } from './slot-unit.ts'
import type { EpochDay } from './utc-day.ts'

/** Field 1 of GetSlotsResponse, length-delimited. */
const DAYS_TAG = (1 << 3) | 2

/** One day as a piece of a GetSlotsResponse: pieces that stand side by side are its field `days`. */
export function renderDay(unit: SlotUnit, day: EpochDay, starts: readonly number[]): Uint8Array {
  const message: Day = {
    eventTypeId: unit.eventTypeId,
    staffId: unit.staffId,
    epochDay: day,
    starts: [...starts],
    durationMin: unit.durationMin,
  }
  return Day.encode(message, new BinaryWriter().uint32(DAYS_TAG).fork()).join().finish()
}
