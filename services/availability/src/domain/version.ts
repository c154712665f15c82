// A version is `<Redis' time in microseconds>-<counter>:<settles at>`, made by the script in redis/version-script.ts.
// It never repeats, so that one that expired or was flushed cannot make an old load current again.

/**
 * Until when Cal.com may still list the day as it was before its latest known change there (it does so for 2 s).
 * Epoch milliseconds; 0 when no such change is known.
 */
export function settlesAtMs(versions: readonly string[]): number {
  return Math.max(0, ...versions.map((version) => Number(version.slice(version.lastIndexOf(':') + 1)) || 0))
}
