import { KNOWN_DIFFERENCES } from './known-differences.ts'

type Json = Record<string, unknown>

/**
 * A schema of an OpenAPI 3.0 document as JSON Schema. References go under `definitions`, the known
 * differences accept anything, and a union accepts what fits any of its members.
 */
export function toJsonSchema(document: Json, schema: Json): Json {
  const schemas = Object.entries(((document.components as Json | undefined)?.schemas ?? {}) as Json)
  return { ...(adapted(schema, '') as Json), definitions: Object.fromEntries(schemas.map(([name, one]) => [name, adapted(one, name)])) }
}

function adapted(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => adapted(item, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => entry(key, item, name, value as Json)))
}

function entry(key: string, item: unknown, name: string, parent: Json): [string, unknown][] {
  if (key === '$ref' && typeof item === 'string') return [['$ref', item.replace('#/components/schemas/', '#/definitions/')]]
  if (key === 'oneOf') return [['anyOf', adapted(item, name)]]
  // Some patterns and types of the document are no patterns and no types; those say nothing.
  if (key === 'pattern' && !isPattern(String(item))) return []
  if (key === 'nullable' && !('type' in parent)) return []
  if (key !== 'properties') return [[key, adapted(item, name)]]
  const properties = Object.entries(item as Json).map(([property, one]): [string, unknown] => [
    property,
    differs(property, name) ? {} : adapted(one, name),
  ])
  return [[key, Object.fromEntries(properties)]]
}

function differs(property: string, name: string): boolean {
  return KNOWN_DIFFERENCES.some((known) => known.property === property && (known.schema?.test(name) ?? true))
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
