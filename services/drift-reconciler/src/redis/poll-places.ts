import type { Redis } from 'ioredis'
import type { PollCursor } from '../domain/poll-cursor.ts'

export interface PollPlace {
  /** One of all replicas gets the turn, for `mostMs` at the most: a dead one's ends by itself. */
  takeTurn(mostMs: number): Promise<boolean>
  /** The next turn is due in `inMs`. */
  endTurn(inMs: number): Promise<void>
  readCursor(): Promise<PollCursor | undefined>
  writeCursor(cursor: PollCursor): Promise<void>
}

/** Longer than anybody would look back. */
const CURSOR_TTL_MS = 30 * 86_400_000

/** What polling one credential of a tenant keeps in Redis. Lost with it: then the look-back reads again what is known. */
export function pollPlace(redis: Redis, tenant: string, fingerprint: string): PollPlace {
  const key = (name: string) => `poll:{${fingerprint}}:${tenant}:${name}`
  return {
    takeTurn: async (mostMs) => (await redis.set(key('turn'), '1', 'PX', mostMs, 'NX')) === 'OK',
    endTurn: async (inMs) => void (await redis.pexpire(key('turn'), Math.max(1, Math.round(inMs)))),
    readCursor: async () => {
      const text = await redis.get(key('cursor'))
      return text === null ? undefined : (JSON.parse(text) as PollCursor)
    },
    writeCursor: async (cursor) => void (await redis.set(key('cursor'), JSON.stringify(cursor), 'PX', CURSOR_TTL_MS)),
  }
}
