const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const MOST_ZONES = 500

/** Making a formatter takes 100 times as long as using it. Callers can spell a zone in many ways: what is kept has a bound. */
const formatters = new Map<string, Intl.DateTimeFormat>()

function findFormatter(zone: string): Intl.DateTimeFormat | undefined {
  // Offsets ("+02:00") are no zones: they know of no change of clocks.
  if (!/^[A-Za-z]/.test(zone)) return undefined
  const known = formatters.get(zone)
  if (known) return known
  try {
    const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    if (formatters.size >= MOST_ZONES) formatters.clear()
    formatters.set(zone, made)
    return made
  } catch {
    return undefined
  }
}

/**
 * How far the zone's clocks are ahead of UTC at an instant, in milliseconds; undefined when there is no such zone.
 * Asks for an offset twice per day, not once per instant: only on a day of a change it looks closer.
 */
export function findUtcOffset(zone: string): ((ms: number) => number) | undefined {
  const formatter = findFormatter(zone)
  if (!formatter) return undefined
  const exact = (ms: number): number => offsetIn(formatter.format(ms))
  const days = new Map<number, number | undefined>()
  return (ms) => {
    const day = Math.floor(ms / DAY_MS)
    if (!days.has(day)) {
      const first = exact(day * DAY_MS)
      days.set(day, first === exact((day + 1) * DAY_MS - 1) ? first : undefined)
    }
    return days.get(day) ?? exact(ms)
  }
}

/** `1/1/2027, GMT+05:30`; UTC itself may come without digits. */
function offsetIn(text: string): number {
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(text)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return (match[1] === '-' ? -minutes : minutes) * MINUTE_MS
}
