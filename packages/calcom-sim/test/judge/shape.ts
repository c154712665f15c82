/** Every path of a JSON value with the types seen there; places in a list do not count, values do not. */
function shapeOf(value: unknown): Map<string, Set<string>> {
  const shape = new Map<string, Set<string>>()
  const note = (path: string, type: string) => shape.set(path, (shape.get(path) ?? new Set()).add(type))
  const walk = (part: unknown, path: string) => {
    if (Array.isArray(part)) {
      note(path, 'array')
      for (const item of part) walk(item, `${path}[]`)
    } else if (typeof part === 'object' && part !== null) {
      note(path, 'object')
      for (const [key, item] of Object.entries(part)) walk(item, `${path}.${key}`)
    } else note(path, part === null ? 'null' : typeof part)
  }
  walk(value, '$')
  return shape
}

/** What differs between two shapes, readable; empty when nothing does. */
export function shapeDifferences(expected: unknown, actual: unknown): string[] {
  const text = (shape: Map<string, Set<string>>) =>
    new Set([...shape].flatMap(([path, types]) => [...types].map((type) => `${path}: ${type}`)))
  const there = text(shapeOf(expected))
  const here = text(shapeOf(actual))
  const only = (one: Set<string>, other: Set<string>) => [...one].filter((line) => !other.has(line))
  return [...only(there, here).map((line) => `missing ${line}`), ...only(here, there).map((line) => `extra ${line}`)]
}

/** A body without what is never the same twice (uids, time and path of the answer) and without the recorder's note. */
export function withoutNoise(body: unknown): unknown {
  const text = JSON.stringify(body).replaceAll(/\b[1-9A-HJ-NP-Za-km-z]{22}\b/g, '<uid>')
  const { timestamp: _time, path: _path, _note, ...rest } = JSON.parse(text)
  return rest
}
