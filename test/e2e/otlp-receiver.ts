import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { BinaryReader } from '@bufbuild/protobuf/wire'
import type { Scope } from '@calbridge/core'

export interface Span {
  readonly service: string
  readonly name: string
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer'
  readonly traceId: string
  readonly spanId: string
  /** Empty for the first of a trace. */
  readonly parentId: string
}

/** A collector of OTLP over HTTP with protobuf bodies. `spans` grows while it runs. */
export async function startOtlpReceiver(scope: Scope): Promise<{ url: string; spans: readonly Span[] }> {
  const spans: Span[] = []
  const server = createServer(async (request, response) => {
    if (request.url === '/v1/traces') spans.push(...spansOf(await buffer(request)))
    response.writeHead(request.url === '/v1/traces' ? 200 : 404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.defer('otlp receiver', () => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans }
}

/** The fields of a message by their number, each as it came; groups and what is not asked for are passed over. */
function fieldsOf(bytes: Uint8Array): Map<number, (Uint8Array | number)[]> {
  const reader = new BinaryReader(bytes)
  const fields = new Map<number, (Uint8Array | number)[]>()
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    if (wireType !== 2 && wireType !== 0) {
      reader.skip(wireType, number)
      continue
    }
    const values = fields.get(number) ?? []
    values.push(wireType === 2 ? reader.bytes() : Number(reader.int64()))
    fields.set(number, values)
  }
  return fields
}

const messages = (fields: ReturnType<typeof fieldsOf>, number: number): Uint8Array[] =>
  (fields.get(number) ?? []).filter((value) => typeof value !== 'number')
const hex = (fields: ReturnType<typeof fieldsOf>, number: number): string => Buffer.from(messages(fields, number)[0] ?? []).toString('hex')
const text = (fields: ReturnType<typeof fieldsOf>, number: number): string => Buffer.from(messages(fields, number)[0] ?? []).toString()

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const

// ExportTraceServiceRequest > ResourceSpans (1) > Resource (1), ScopeSpans (2) > Span (2), by the numbers of opentelemetry-proto.
function spansOf(body: Uint8Array): Span[] {
  return messages(fieldsOf(body), 1).flatMap((resourceSpans) => {
    const parts = fieldsOf(resourceSpans)
    const service = serviceName(fieldsOf(messages(parts, 1)[0] ?? new Uint8Array()))
    const spans = messages(parts, 2).flatMap((scopeSpans) => messages(fieldsOf(scopeSpans), 2))
    return spans.map((bytes) => {
      const span = fieldsOf(bytes)
      const kind = KINDS[Number(span.get(6)?.[0] ?? 0)] ?? 'internal'
      return { service, name: text(span, 5), kind, traceId: hex(span, 1), spanId: hex(span, 2), parentId: hex(span, 4) }
    })
  })
}

function serviceName(resource: ReturnType<typeof fieldsOf>): string {
  const attributes = messages(resource, 1).map(fieldsOf)
  const found = attributes.find((attribute) => text(attribute, 1) === 'service.name')
  return found ? text(fieldsOf(messages(found, 2)[0] ?? new Uint8Array()), 1) : ''
}
