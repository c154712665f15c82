import { randomUUID } from 'node:crypto'

/** Unique over all processes, and cheap: one random part per process, and a count. */
export function answerIds(): () => string {
  const process = randomUUID()
  let count = 0
  return () => `${process}-${(++count).toString(36)}`
}
