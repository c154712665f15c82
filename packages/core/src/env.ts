import { AppError } from './errors.ts'

type Source = Record<string, string | undefined>

interface Bounds {
  fallback?: number
  min?: number
  max?: number
}

/** Reads typed values; what is missing or wrong is collected by `readEnv`. */
export interface EnvReader {
  text(name: string, fallback?: string): string
  /** Like `text`, but absent is allowed. */
  optional(name: string): string | undefined
  int(name: string, bounds?: Bounds): number
  port(name: string, fallback?: number): number
  flag(name: string, fallback?: boolean): boolean
  /** Comma-separated, no empty items. */
  list(name: string, fallback?: readonly string[]): string[]
}

/**
 * Reads a configuration once and whole. Throws one error that names every problem,
 * so that a broken deployment is mended in one go.
 */
export function readEnv<T>(source: Source, build: (env: EnvReader) => T): T {
  const problems: string[] = []
  const raw = (name: string) => source[name]?.trim() || undefined
  const missing = (name: string) => void problems.push(`${name} is required`)

  const int = (name: string, { fallback, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Bounds = {}): number => {
    const text = raw(name)
    if (text === undefined) {
      if (fallback === undefined) missing(name)
      return fallback ?? 0
    }
    const value = Number(text)
    if (!Number.isInteger(value) || value < min || value > max) {
      const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
      problems.push(`${name} must be an integer ${range}, not "${text}"`)
    }
    return value
  }

  const text = (name: string, fallback?: string): string => {
    const value = raw(name) ?? fallback
    if (value === undefined) missing(name)
    return value ?? ''
  }

  const result = build({
    text,
    optional: raw,
    int,
    port: (name, fallback) => int(name, { ...(fallback !== undefined && { fallback }), min: 0, max: 65_535 }),
    flag: (name, fallback = false) => {
      const value = raw(name)?.toLowerCase()
      if (value === undefined) return fallback
      if (!['true', 'false', '1', '0'].includes(value)) problems.push(`${name} must be true or false, not "${value}"`)
      return value === 'true' || value === '1'
    },
    list: (name, fallback) => {
      const value = raw(name)
      if (value === undefined && fallback) return [...fallback]
      return text(name)
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
    },
  })
  if (problems.length > 0) throw new AppError('failed_precondition', `bad configuration: ${problems.join('; ')}`)
  return result
}
