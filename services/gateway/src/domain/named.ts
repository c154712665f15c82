/** What can be referred to: by its id, the number old scripts use, its slug or its name. */
export interface Named {
  readonly id: string
  readonly legacyId?: string
  readonly slug?: string
  readonly name?: string
}

const KEYS = ['id', 'legacyId', 'slug', 'name'] as const

/** The one that a reference means. An id wins over a number, that over a slug, that over a name. */
export function findNamed<T extends Named>(all: readonly T[], reference: string): T | undefined {
  if (reference === '') return undefined
  for (const key of KEYS) {
    const found = all.find((one) => one[key] === reference)
    if (found) return found
  }
  return undefined
}

/** The one that stands for what is wanted: by its id where it has one, else by slug, else by name. */
export function findStanding<T extends Named>(all: readonly T[], wanted: Named): T | undefined {
  if (wanted.id) return all.find((one) => one.id === wanted.id)
  if (wanted.slug) return all.find((one) => one.slug === wanted.slug)
  return all.find((one) => one.name === wanted.name)
}
