import type { WorkingHours } from './dst/working-hours.ts'

/** What is kept of an account at Cal.com: what is needed here, and nobody's name or address. */
export interface FactValues {
  readonly event_types: readonly { readonly id: number; readonly lengthMin: number; readonly scheduleId?: number | undefined }[]
  readonly schedules: readonly (WorkingHours & { readonly id: number })[]
  readonly me: { readonly defaultScheduleId?: number | undefined }
}

export type FactKind = keyof FactValues

/** The operator's table (A4), seconds. */
const TTL_S: Readonly<Record<FactKind, number>> = { event_types: 300, schedules: 600, me: 1_800 }
/** Never longer than the table says. */
const JITTER = 0.1
/** Of its life: the last part, in which it is asked for again while it is given. */
const LAST_PART = 0.2

/** When something that was asked for at this moment goes cold. `random` (0 to 1) spreads what was asked for together. */
export const factExpiresMs = (kind: FactKind, askedAtMs: number, random: number): number =>
  Math.floor(askedAtMs + TTL_S[kind] * 1_000 * (1 - JITTER * random))

/** From here on it is asked for anew when somebody uses it. */
export const factDueMs = ({ askedAtMs, expiresAtMs }: { readonly askedAtMs: number; readonly expiresAtMs: number }): number =>
  expiresAtMs - LAST_PART * (expiresAtMs - askedAtMs)
