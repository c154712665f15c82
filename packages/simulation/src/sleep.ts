import type { Clock } from '@calbridge/core'

/** A clock's `sleep` over anything that can do something after a time, and be called off. */
export const sleepOn =
  (after: (ms: number, wake: () => void) => () => void): Clock['sleep'] =>
  (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => {
        callOff()
        reject(signal?.reason)
      }
      const callOff = after(ms, () => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      })
      signal?.addEventListener('abort', onAbort, { once: true })
    })
