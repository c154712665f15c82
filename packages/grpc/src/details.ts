import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'

// google.rpc.Status with the three details that we use, by hand: four small messages that will never
// change are not worth a copy of googleapis and its generated code.
// https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto

const ERROR_INFO = 'type.googleapis.com/google.rpc.ErrorInfo'
const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest'
const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo'

/** The metadata key that every gRPC library reads them from. */
export const DETAILS_KEY = 'grpc-status-details-bin'

export interface Details {
  readonly reason?: string | undefined
  readonly domain?: string | undefined
  readonly metadata: Readonly<Record<string, string>>
  readonly field?: string | undefined
  readonly retryAfterMs?: number | undefined
}

export function encodeStatus(code: number, message: string, { reason, domain, metadata, field, retryAfterMs }: Details): Buffer {
  const writer = new BinaryWriter()
  if (code !== 0) writer.uint32(tag(1, VARINT)).int32(code)
  if (message !== '') writer.uint32(tag(2, BYTES)).string(message)
  any(writer, ERROR_INFO, (info) => {
    if (reason) info.uint32(tag(1, BYTES)).string(reason)
    if (domain) info.uint32(tag(2, BYTES)).string(domain)
    for (const [key, value] of Object.entries(metadata))
      info.uint32(tag(3, BYTES)).fork().uint32(tag(1, BYTES)).string(key).uint32(tag(2, BYTES)).string(value).join()
  })
  if (field !== undefined)
    any(writer, BAD_REQUEST, (badRequest) => {
      badRequest.uint32(tag(1, BYTES)).fork().uint32(tag(1, BYTES)).string(field).uint32(tag(2, BYTES)).string(message).join()
    })
  if (retryAfterMs !== undefined)
    any(writer, RETRY_INFO, (retryInfo) => {
      const ms = Math.max(0, Math.ceil(retryAfterMs))
      const delay = retryInfo.uint32(tag(1, BYTES)).fork()
      delay.uint32(tag(1, VARINT)).int64(Math.floor(ms / 1_000))
      delay.uint32(tag(2, VARINT)).int32((ms % 1_000) * 1_000_000)
      delay.join()
    })
  return Buffer.from(writer.finish())
}

/** Unknown details and fields are passed over. Throws on bytes that are no protobuf. */
export function decodeStatus(bytes: Uint8Array): Details {
  const details: { -readonly [K in keyof Details]: Details[K] } & { metadata: Record<string, string> } = { metadata: {} }
  for (const detail of fields(bytes).filter(({ no }) => no === 3)) {
    const [typeUrl, value] = [1, 2].map((no) => fields(detail.bytes).find((field) => field.no === no)?.bytes)
    if (!typeUrl || !value) continue
    const type = text(typeUrl)
    if (type === ERROR_INFO) readErrorInfo(value, details)
    if (type === BAD_REQUEST) details.field = readText(fields(value).find(({ no }) => no === 1)?.bytes, 1)
    if (type === RETRY_INFO) details.retryAfterMs = readDelay(fields(value).find(({ no }) => no === 1)?.bytes)
  }
  return details
}

function readErrorInfo(
  bytes: Uint8Array,
  details: { reason?: string | undefined; domain?: string | undefined; metadata: Record<string, string> },
) {
  details.reason = readText(bytes, 1)
  details.domain = readText(bytes, 2)
  for (const entry of fields(bytes).filter(({ no }) => no === 3)) {
    const key = readText(entry.bytes, 1)
    if (key !== undefined) details.metadata[key] = readText(entry.bytes, 2) ?? ''
  }
}

function readDelay(bytes: Uint8Array = new Uint8Array()): number {
  const number = (no: number) => fields(bytes).find((field) => field.no === no)?.number ?? 0
  return number(1) * 1_000 + Math.ceil(number(2) / 1_000_000)
}

function readText(bytes: Uint8Array | undefined, wanted: number): string | undefined {
  const found = bytes && fields(bytes).find(({ no }) => no === wanted)
  return found && text(found.bytes)
}

const VARINT = 0
const BYTES = 2
const tag = (no: number, wireType: number): number => (no << 3) | wireType
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function any(writer: BinaryWriter, type: string, write: (inner: BinaryWriter) => void): void {
  const inner = new BinaryWriter()
  write(inner)
  writer.uint32(tag(3, BYTES)).fork().uint32(tag(1, BYTES)).string(type).uint32(tag(2, BYTES)).bytes(inner.finish()).join()
}

/** A message's fields as they stand on the wire. */
function fields(message: Uint8Array): { no: number; bytes: Uint8Array; number: number }[] {
  const reader = new BinaryReader(message)
  const found: { no: number; bytes: Uint8Array; number: number }[] = []
  while (reader.pos < reader.len) {
    const [no, wireType] = reader.tag()
    if (wireType === BYTES) found.push({ no, bytes: reader.bytes(), number: 0 })
    else if (wireType === VARINT) found.push({ no, bytes: new Uint8Array(), number: Number(reader.int64()) })
    else reader.skip(wireType, no)
  }
  return found
}
