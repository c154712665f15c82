import { AppError } from '@calbridge/core'
import type { z } from 'zod'
import type { slot } from './schemas/answers.ts'

export interface Offered {
  readonly alternatives: readonly z.output<typeof slot>[]
  /** How to say them; undefined when nothing is known. */
  readonly sentence: string | undefined
}

/** The slot went to somebody else; what else is known to be free goes along. */
export class SlotTaken extends AppError {
  readonly offered: Offered

  constructor(error: AppError, offered: Offered) {
    super('conflict', error.message, { reason: error.reason, field: error.field, replayed: error.replayed, cause: error })
    this.offered = offered
  }
}
