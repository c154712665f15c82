import type { Scope } from '@calbridge/core'
import { Client, credentials, type Metadata } from '@grpc/grpc-js'

const DEADLINE_MS = 20_000
const asTheyAre = (bytes: Buffer): Buffer => bytes

export type RawCall = (request: Buffer) => Promise<Buffer>

/** A connection that sends and gives bytes: the same for a service and for the bare echo beside it, and as cheap as grpc-js can be. */
export function rawClient(address: string, path: string, metadata: Metadata, scope: Scope, deadlineMs = DEADLINE_MS): RawCall {
  const call = rawConnection(address, path, scope, deadlineMs)
  return (request) => call(request, metadata)
}

/** The same for callers that are not all the same. */
export function rawConnection(address: string, path: string, scope: Scope, deadlineMs = DEADLINE_MS) {
  // One connection for each client, also of those that go to the same place.
  const client = new Client(address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 })
  scope.defer(`grpc client of ${address}`, () => client.close())
  return (request: Buffer, metadata: Metadata): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const deadline = Date.now() + deadlineMs
      client.makeUnaryRequest(path, asTheyAre, asTheyAre, request, metadata, { deadline }, (error, response) => {
        if (error) reject(error)
        else resolve(response ?? Buffer.alloc(0))
      })
    })
}
