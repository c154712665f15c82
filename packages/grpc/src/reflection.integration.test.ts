import { testScope } from '@calbridge/testkit'
import { Client, credentials } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import { answer, serveSlots } from './fixture.ts'

/** What grpcurl asks, as bytes: ServerReflectionRequest with `field` set. */
async function reflect(address: string, version: string, field: number, value: string): Promise<string> {
  const client = new Client(address, credentials.createInsecure())
  testScope().defer('client', () => client.close())
  const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`
  const stream = client.makeBidiStreamRequest(
    path,
    (bytes: Buffer) => bytes,
    (bytes) => bytes.toString('latin1'),
  )
  return new Promise((resolve, reject) => {
    stream.once('data', resolve).once('error', reject)
    stream.end(Buffer.concat([Buffer.from([(field << 3) | 2, value.length]), Buffer.from(value)]))
  })
}
const [FILE_CONTAINING_SYMBOL, LIST_SERVICES] = [4, 7]
const SERVICE = 'calbridge.availability.v1.AvailabilityService'

it.each(['v1', 'v1alpha'])('tells grpcurl (%s) what there is, without credentials', async (version) => {
  const address = await serveSlots(async () => answer(''), { reflection: true })
  expect(await reflect(address, version, LIST_SERVICES, '*')).toContain(SERVICE)
  const files = await reflect(address, version, FILE_CONTAINING_SYMBOL, SERVICE)
  expect(files).toContain('GetSlotsRequest')
  expect(files).toContain('calbridge/call/v1/call.proto')
})

it('names only what this server serves', async () => {
  const address = await serveSlots(async () => answer(''), { reflection: true })
  expect(await reflect(address, 'v1', LIST_SERVICES, '*')).not.toContain('BookingService')
})

it('is off unless asked for', async () => {
  const address = await serveSlots(async () => answer(''))
  await expect(reflect(address, 'v1', LIST_SERVICES, '*')).rejects.toMatchObject({ code: 12 })
})
