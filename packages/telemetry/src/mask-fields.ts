import { mask } from './mask.ts'

const SECRET_OR_PERSONAL = new Set(
  'name firstname lastname fullname customername attendeename email customeremail attendeeemail phone phonenumber customerphone attendeephonenumber address notes authorization apikey xapikey password secret token servicetoken accesstoken refreshtoken cookie setcookie signature'.split(
    ' ',
  ),
)

const MAX_DEPTH = 6

const plainKey = (key: string): string => key.replace(/[-_]/g, '').toLowerCase()

/** A copy for the log: values under personal or secret names are gone, texts are masked, errors are plain objects. */
export function maskFields(fields: Record<string, unknown>): Record<string, unknown> {
  return maskObject(fields, 0)
}

function maskObject(fields: object, depth: number): Record<string, unknown> {
  const masked: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields))
    masked[key] = SECRET_OR_PERSONAL.has(plainKey(key)) && value != null ? '[redacted]' : maskValue(value, depth + 1)
  return masked
}

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return mask(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return '[deep]'
  if (value instanceof Error) return maskError(value, depth)
  if (value instanceof Date) return value.toJSON()
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1))
  return maskObject(value, depth)
}

function maskError(error: Error, depth: number): object {
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: error.code } : {}
  return {
    type: name,
    message: mask(message),
    ...code,
    ...(stack && { stack: mask(stack) }),
    ...(cause !== undefined && { cause: maskValue(cause, depth + 1) }),
  }
}
