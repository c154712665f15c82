import { z } from 'zod'

// Cal.com leaves values out, sends null, or sends "" where it has none: all are undefined here. Unknown fields pass.

export const text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => (value === '' || value === null ? undefined : value))

export const count = z
  .number()
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? undefined)

export const flag = z
  .boolean()
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? false)

/** Epoch milliseconds of any ISO form with a zone. */
export const instant = z.string().transform((value, context) => {
  const ms = Date.parse(value)
  if (!Number.isNaN(ms)) return ms
  context.addIssue({ code: 'custom', message: 'not a time' })
  return z.NEVER
})

export const instantIfAny = instant
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? undefined)

/** Strings only, as they were sent; what Cal.com itself adds in other types is left out. */
export const metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .catch(undefined)
  .transform((value) =>
    Object.fromEntries(Object.entries(value ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  )

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((value): z.output<Item>[] => value ?? [])
