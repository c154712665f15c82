import { AppError } from '@calbridge/core'
import type { Client, Metadata, MethodDefinition, ServiceError } from '@grpc/grpc-js'
import { fromServiceError } from './errors.ts'

/** One try of one call, as a promise that rejects with AppError. Aborting the signal cancels the call at the server too. */
export function invoke(
  client: Client,
  method: MethodDefinition<unknown, unknown>,
  request: unknown,
  metadata: Metadata,
  { deadlineMs, signal }: { deadlineMs: number; signal: AbortSignal | undefined },
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const cancelled = () => new AppError('unavailable', 'cancelled', { reason: 'cancelled', cause: signal?.reason })
    if (signal?.aborted) return reject(cancelled())
    const done = (error: ServiceError | null, response?: unknown): void => {
      signal?.removeEventListener('abort', cancel)
      if (error) reject(signal?.aborted ? cancelled() : fromServiceError(error))
      else resolve(response)
    }
    const { path, requestSerialize, responseDeserialize } = method
    const call = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, { deadline: deadlineMs }, done)
    const cancel = () => call.cancel()
    signal?.addEventListener('abort', cancel, { once: true })
  })
}
