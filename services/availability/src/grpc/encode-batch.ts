import { BinaryWriter } from '@bufbuild/protobuf/wire'
import { BatchFailure, BatchGetSlotsResponse } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'

/** What any gRPC library takes unless told otherwise is 4 MiB; a part of it is kept for what is refused. */
const MOST_BYTES_OF_SLOTS = 3_750_000

const field = (number: number): number => (number << 3) | 2 // length-delimited

export const batchFull = (): AppError =>
  new AppError('resource_exhausted', "the batch's answer is full: ask for the rest in another", { reason: 'answer_too_large' })

/** Writes a BatchGetSlotsResponse around answers that are bytes already. */
export class BatchWriter {
  readonly #writer = new BinaryWriter()
  readonly #upstreamCalls: number
  #slotBytes = 0

  constructor(upstreamCalls: number) {
    this.#upstreamCalls = upstreamCalls
  }

  /** False when the answer is full: the look-up is then told so. */
  slots(id: string, answer: Uint8Array): boolean {
    if (this.#slotBytes + answer.length > MOST_BYTES_OF_SLOTS) {
      this.failure(id, batchFull())
      return false
    }
    this.#slotBytes += answer.length
    this.#writer.uint32(field(1)).fork().uint32(field(1)).string(id).uint32(field(2)).bytes(answer).join()
    return true
  }

  failure(id: string, { code, reason = '', field: wrongField = '', message, retryAfterMs = 0 }: AppError): void {
    this.#writer.uint32(field(1)).fork().uint32(field(1)).string(id).uint32(field(3)).fork()
    BatchFailure.encode({ code, reason, field: wrongField, message, retryAfterMs: Math.ceil(retryAfterMs) }, this.#writer)
    this.#writer.join().join()
  }

  finish(): Uint8Array {
    return BatchGetSlotsResponse.encode({ results: [], upstreamCalls: this.#upstreamCalls }, this.#writer).finish()
  }
}
