import type { Redis } from 'ioredis'
import type { PollCursor } from '../domain/poll-cursor.ts'

export interface PollPlace {
  /** One of all replicas gets the turn of an interval; it need not be given back, and a dead one's ends by itself. */
  takeTurn(intervalMs: number): Promise<boolean>
  readCursor(): Promise<PollCursor | undefined>
  writeCursor(cursor: PollCursor): Promise<void>
}

/** Longer than anybody would look back. */
const CURSOR_TTL_MS = 30 * 86_400_000

/** What polling one credential of a tenant keeps in Redis. Lost with it: then the look-back reads again what is known. */
export function pollPlace(redis: Redis, tenant: string, fingerprint: string): PollPlace {
  const key = (name: string) => `poll:{${fingerprint}}:${tenant}:${name}`
  return {
    takeTurn: async (intervalMs) => (await redis.set(key('turn'), '1', 'PX', intervalMs, 'NX')) === 'OK',
    readCursor: async () => {
      const text = await redis.get(key('cursor'))
      return text === null ? undefined : (JSON.parse(text) as PollCursor)
    },
    writeCursor: async (cursor) => void (await redis.set(key('cursor'), JSON.stringify(cursor), 'PX', CURSOR_TTL_MS)),
  }
}
