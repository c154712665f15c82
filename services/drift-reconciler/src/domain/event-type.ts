/** An event type of Cal.com as one key shows it. */
export interface FoundEventType {
  readonly id: string
  readonly slug: string
  readonly title: string
  readonly lengthMin: number
  readonly bufferBeforeMin: number
  readonly bufferAfterMin: number
  readonly noticeMin: number
  readonly hidden: boolean
  readonly scheduling: 'individual' | 'round_robin' | 'collective' | 'managed'
  readonly hostIds: readonly number[]
  readonly seated: boolean
}

/** The user whose key it is. */
export interface Account {
  readonly userId: number
  readonly name: string
  readonly email: string
  /** Of the default schedule, else the user's own; empty when unknown. */
  readonly timeZone: string
}

/** Lower-case letters, digits and hyphens, as slugs are here. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 100)
