import { randomBytes } from 'node:crypto'
import type { Ids } from '@calbridge/core'
import { v7 } from 'uuid'

export const uuidV7: Ids = { next: () => v7() }

/** 256 bits as text, for API keys. */
export const randomKey = (): string => randomBytes(32).toString('base64url')
