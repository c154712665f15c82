import { AvailabilityServiceClient, AvailabilityServiceService, GetSlotsRequest, GetSlotsResponse } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { testScope } from '@calbridge/testkit'
import type { Call } from './call.ts'
import { authenticator, type ClientOptions, type GrpcServerOptions, grpcClient, service, startGrpcServer, unary } from './index.ts'

export const TOKEN = 'a-service-token-of-32-characters'

/** One RPC of a service of ours; any would do. */
export const SLOTS_ONLY = { getSlots: AvailabilityServiceService.getSlots } as const

type GetSlots = (request: GetSlotsRequest, call: Call) => Promise<GetSlotsResponse>

/** A server whose only RPC is what the test says. */
export async function serveSlots(
  getSlots: GetSlots,
  options: Partial<GrpcServerOptions> = {},
  scope: Scope = testScope(),
): Promise<string> {
  const { port } = await startGrpcServer(
    {
      host: '127.0.0.1',
      port: 0,
      authenticate: authenticator({ serviceToken: TOKEN }),
      services: [service(SLOTS_ONLY, { getSlots: unary(getSlots) })],
      ...options,
    },
    scope,
  )
  return `127.0.0.1:${port}`
}

export const slotsClient = (addresses: string | string[], options: Partial<ClientOptions> = {}) =>
  grpcClient(
    AvailabilityServiceClient,
    { addresses: [addresses].flat(), serviceToken: TOKEN, defaultDeadlineMs: 2_000, ...options },
    testScope(),
  )

export const request = (tenant = ''): GetSlotsRequest =>
  GetSlotsRequest.fromPartial({ context: { tenant, origin: 0, callId: '', requestId: '', idempotencyKey: '' } })

/** The `answer_id` carries what a test wants to know. */
export const answer = (text: string): GetSlotsResponse => GetSlotsResponse.fromPartial({ answerId: text })
