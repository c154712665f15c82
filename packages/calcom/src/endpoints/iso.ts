/** Epoch milliseconds as Cal.com reads them: UTC, with its time. */
export const iso = (ms: number): string => new Date(ms).toISOString()
export const isoIfAny = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : iso(ms))
