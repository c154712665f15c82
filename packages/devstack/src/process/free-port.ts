import { once } from 'node:events'
import { createServer } from 'node:net'

// Below Linux' range for outgoing connections (32768 and up) and for `listen(0)`: nobody is handed one of these by
// chance between our look and the server's bind.
const LOWEST = 18_000
const HIGHEST = 31_999
const TRIES = 200

/** Can a server listen on this port of 127.0.0.1 right now? */
async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}

/** A port of 127.0.0.1 on which nobody listens; `preferred` where it is free. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred
  for (let tries = 0; tries < TRIES; tries++) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await isFree(port)) return port
  }
  throw new Error(`no free port found on 127.0.0.1 from ${LOWEST} to ${HIGHEST}`)
}
