import { z } from 'zod'

// Three shapes: A of its HTTP exceptions (with details), B of its Prisma, zod and tRPC filters (without), C bare.
const enveloped = z.object({
  error: z.object({
    code: z.string().optional().catch(undefined),
    message: z.string().catch(''),
    details: z
      .object({
        errors: z
          .array(z.object({ property: z.string() }))
          .optional()
          .catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
})
const bare = z.object({ statusCode: z.number(), message: z.union([z.string(), z.array(z.string()).transform((all) => all.join(', '))]) })

export interface ErrorBody {
  readonly message: string
  /** The first property that the validator of query strings names. */
  readonly property: string | undefined
}

/** Reads an error of Cal.com's, whichever shape it has; undefined when it is something else, such as a proxy's page. */
export function readErrorBody(body: string): ErrorBody | undefined {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return undefined
  }
  const shaped = enveloped.safeParse(json)
  if (shaped.success) return { message: shaped.data.error.message, property: shaped.data.error.details?.errors?.[0]?.property }
  const plain = bare.safeParse(json)
  return plain.success ? { message: plain.data.message, property: undefined } : undefined
}
