import { promisify } from 'node:util'
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js'
import { serveParent } from './parent.ts'

// The floor of P1 and P2: what grpc-js costs with nothing behind it. Bytes in, the given bytes out, neither decoded.

const asTheyAre = (bytes: Buffer): Buffer => bytes
let response = Buffer.alloc(0)
let hold = false
let waiting: sendUnaryData<Buffer>[] = []

const server = new Server()

export type EchoCommand =
  | { readonly listen: string }
  | { readonly response: Uint8Array; readonly hold: boolean }
  | { readonly release: true }
  | { readonly waiting: true }

serveParent(async (command: EchoCommand) => {
  if ('listen' in command) {
    const method = {
      path: command.listen,
      requestStream: false,
      responseStream: false,
      requestSerialize: asTheyAre,
      requestDeserialize: asTheyAre,
      responseSerialize: asTheyAre,
      responseDeserialize: asTheyAre,
    }
    const echo = (_call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>): void => {
      if (hold) waiting.push(callback)
      else callback(null, response)
    }
    server.addService({ echo: method }, { echo })
    return { port: await promisify(server.bindAsync.bind(server))('127.0.0.1:0', ServerCredentials.createInsecure()) }
  }
  if ('response' in command) {
    response = Buffer.from(command.response)
    hold = command.hold
  } else if ('release' in command) {
    const all = waiting
    waiting = []
    for (const callback of all) callback(null, response)
  }
  return { waiting: waiting.length }
})
