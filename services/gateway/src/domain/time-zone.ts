/** The zone as IANA spells it (`europe/berlin` → `Europe/Berlin`), or undefined when there is no such zone. Offsets are no zones. */
export function knownTimeZone(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}
