import { createHash } from 'node:crypto'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A credential's name in Redis and in metrics: SHA-256 of the key, hex. */
export const fingerprint = (apiKey: string): string => sha256(apiKey)

/** How calbridge's own API keys are kept and looked up: SHA-256, hex. They are random, so no salt is needed. */
export const hashApiKey = (apiKey: string): string => sha256(apiKey)
