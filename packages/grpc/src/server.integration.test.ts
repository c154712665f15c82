import { AvailabilityServiceClient, AvailabilityServiceService, GetSlotsResponse } from '@calbridge/contracts'
import { AppError, type AppErrorOptions, type ErrorCode } from '@calbridge/core'
import { currentTraceparent, withSpan } from '@calbridge/telemetry'
import { testScope, until } from '@calbridge/testkit'
import { credentials, Metadata, status } from '@grpc/grpc-js'
import { register } from 'prom-client'
import { expect, it } from 'vitest'
import { answer, request, SLOTS_ONLY, serveSlots, slotsClient, TOKEN } from './fixture.ts'
import { rawUnary, service } from './index.ts'
import { STATUS } from './status.ts'

it.each(Object.keys(STATUS) as ErrorCode[])('carries %s to the caller with its message, field, reason and delay', async (code) => {
  const told: AppErrorOptions = { field: 'customer.email', reason: 'because', retryAfterMs: 61_001, cause: new Error('private') }
  const client = slotsClient(await serveSlots(() => Promise.reject(new AppError(code, 'Größe: “public”', told))))
  const error = await client.getSlots(request()).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AppError)
  expect(error).toMatchObject({ code, message: 'Größe: “public”', field: 'customer.email', reason: 'because', retryAfterMs: 61_001 })
})

it('adds nothing to an error that says no more than its code', async () => {
  const client = slotsClient(await serveSlots(() => Promise.reject(new AppError('not_found', 'no such service'))))
  const expected = { code: 'not_found', field: undefined, reason: undefined, retryAfterMs: undefined }
  await expect(client.getSlots(request())).rejects.toMatchObject(expected)
})

it('answers INVALID_ARGUMENT to bytes that are no such message, without asking the handler', async () => {
  const address = await serveSlots(() => Promise.reject(new Error('asked')))
  const { path } = AvailabilityServiceService.getSlots
  const metadata = new Metadata()
  metadata.set('authorization', `Bearer ${TOKEN}`)
  const client = new AvailabilityServiceClient(address, credentials.createInsecure())
  testScope().defer('client', () => client.close())
  const code = await new Promise((resolve) =>
    client.makeUnaryRequest(
      path,
      () => Buffer.from([0x0a, 0xff]),
      Buffer.from,
      null,
      metadata,
      (error) => resolve(error?.code),
    ),
  )
  expect(code).toBe(status.INVALID_ARGUMENT)
})

it('puts a raw handler’s bytes on the wire as they are', async () => {
  const bytes = GetSlotsResponse.encode(answer('cached')).finish()
  const services = [service(SLOTS_ONLY, { getSlots: rawUnary(async () => bytes) })]
  const client = slotsClient(await serveSlots(async () => answer(''), { services }))
  expect((await client.getSlots(request())).answerId).toBe('cached')
})

it('aborts the handler’s signal when the caller cancels, and when its deadline passes', async () => {
  let [begun, aborted] = [0, 0]
  const address = await serveSlots(async (_, { signal }) => {
    begun++
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    aborted++
    return answer('too late')
  })
  const client = slotsClient(address)
  const caller = new AbortController()
  const cancelled = expect(client.getSlots(request(), { signal: caller.signal })).rejects.toMatchObject({ reason: 'cancelled' })
  await until('the call to arrive', () => begun === 1)
  caller.abort()
  await cancelled
  await until('the handler to know', () => aborted === 1)
  await expect(client.getSlots(request(), { timeoutMs: 100 })).rejects.toMatchObject({ code: 'deadline_exceeded' })
  await until('the handler to know', () => aborted === 2)
})

it('tells the handler how long its caller waits, less a margin for the way back', async () => {
  const inner = await serveSlots(async (_, call) => answer(String(call.remainingMs())))
  const client = slotsClient(inner)
  const outer = await serveSlots((req, { deadlineMs }) => client.getSlots(req, { deadlineMs, timeoutMs: 60_000 }))
  const remainingMs = Number((await slotsClient(outer).getSlots(request(), { timeoutMs: 1_000 })).answerId)
  expect(remainingMs).toBeGreaterThan(500)
  expect(remainingMs).toBeLessThanOrEqual(990)
})

it('does not call a handler whose caller has given up already', async () => {
  let calls = 0
  const client = slotsClient(await serveSlots(async () => answer(String(++calls))))
  await expect(client.getSlots(request(), { deadlineMs: Date.now() })).rejects.toMatchObject({ code: 'deadline_exceeded' })
  await expect(client.getSlots(request(), { deadlineMs: Date.now() - 1_000 })).rejects.toMatchObject({ code: 'deadline_exceeded' })
  expect(calls).toBe(0)
})

it('refuses messages that are too large, both ways', async () => {
  const client = slotsClient(
    await serveSlots(async ({ context }) => answer('x'.repeat(context!.tenant ? 1 : 3_000)), { maxMessageBytes: 2_000 }),
  )
  await expect(client.getSlots(request('x'.repeat(3_000)))).rejects.toMatchObject({ code: 'resource_exhausted' })
  await expect(client.getSlots(request())).rejects.toMatchObject({ code: 'resource_exhausted' })
})

it('runs the handler under the caller’s trace', async () => {
  const client = slotsClient(await serveSlots(async (_, { traceparent }) => answer(`${traceparent} ${currentTraceparent()}`)))
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const { answerId } = await withSpan('test', { parent }, () => client.getSlots(request()))
  expect(answerId).toBe(`${parent} ${parent}`)
})

it('counts what it answered by service, method and code', async () => {
  register.resetMetrics()
  const client = slotsClient(
    await serveSlots(async ({ context }) => (context!.tenant ? answer('') : Promise.reject(new AppError('conflict', 'taken')))),
  )
  await client.getSlots(request('1'))
  await client.getSlots(request()).catch(() => {})
  const labels = 'service="calbridge.availability.v1.AvailabilityService",method="GetSlots"'
  const text = await until('both', async () => {
    const all = await register.metrics()
    return all.includes('ALREADY_EXISTS') && all
  })
  expect(text).toContain(`calbridge_grpc_server_handled_total{${labels},code="OK"} 1`)
  expect(text).toContain(`calbridge_grpc_server_handled_total{${labels},code="ALREADY_EXISTS"} 1`)
  expect(text).toContain(`calbridge_grpc_server_duration_seconds_count{${labels}} 2`)
})
