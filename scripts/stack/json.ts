const TIMEOUT_MS = 30_000

/** A small HTTP call that answers JSON, and says what was answered instead when it is refused. */
async function call<T>(method: string, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text) as T
}

export const getJson = <T>(url: string, headers?: Record<string, string>): Promise<T> => call('GET', url, undefined, headers)
export const postJson = <T>(url: string, body: unknown, headers?: Record<string, string>): Promise<T> => call('POST', url, body, headers)
