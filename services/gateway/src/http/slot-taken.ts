import { AppError } from '@calbridge/core'
import type { z } from 'zod'
import type { slot } from './schemas/answers.ts'

/** The slot went to somebody else; what else is known to be free goes along. */
export class SlotTaken extends AppError {
  readonly alternatives: readonly z.output<typeof slot>[]

  constructor(error: AppError, alternatives: readonly z.output<typeof slot>[]) {
    super('conflict', error.message, { reason: error.reason, field: error.field, cause: error })
    this.alternatives = alternatives
  }
}
