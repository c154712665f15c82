/** What a JSON column is given. */
export const toJson = (value: unknown): string => JSON.stringify(value)

/**
 * Reads a JSON column. MariaDB's JSON is a text type that no client can tell from other text, so both
 * engines are asked for text; null stays null.
 */
export function fromJson<T>(column: unknown): T {
  return (typeof column === 'string' ? JSON.parse(column) : column) as T
}
