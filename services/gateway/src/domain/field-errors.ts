import { AppError } from '@calbridge/core'

/** A request that is wrong in one or more of its fields. */
export class InvalidFields extends AppError {
  readonly errors: Readonly<Record<string, readonly string[]>>

  constructor(errors: Readonly<Record<string, readonly string[]>>) {
    const [field = '', [problem = ''] = []] = Object.entries(errors)[0] ?? []
    super('invalid_argument', `${field} ${problem}`, { field, reason: 'validation' })
    this.errors = errors
  }
}

/** Collects what is wrong, so that a caller mends it in one go. */
export class FieldErrors {
  readonly #errors: Record<string, string[]> = {}

  add(field: string, problem: string): void {
    this.#errors[field] = [...(this.#errors[field] ?? []), problem]
  }

  /** Throws InvalidFields when something was added. */
  throwIfAny(): void {
    if (Object.keys(this.#errors).length > 0) throw new InvalidFields(this.#errors)
  }
}
