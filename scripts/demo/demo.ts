import { AvailabilityServiceClient, DriftServiceClient } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
import { type GrpcClient, grpcClient } from '@calbridge/grpc'
import type { StackFile } from '../stack/stack-file.ts'
import { type Ask, asker, gatewayOf } from './http.ts'

/** What the steps use: public interfaces of the running stack, and the control of the simulated Cal.com. */
export interface Demo {
  readonly stack: StackFile
  /** Counts the runs on kept data, so that each begins with days that nobody has asked for. */
  readonly run: number
  readonly gateway: Ask
  readonly simulator: Ask
  readonly availability: GrpcClient<(typeof AvailabilityServiceClient)['service']>
  readonly drift: GrpcClient<(typeof DriftServiceClient)['service']>
}

export function openDemo(stack: StackFile, run: number, scope: Scope): Demo {
  const { serviceToken } = stack
  return {
    stack,
    run,
    gateway: gatewayOf(stack),
    simulator: asker(stack.simulator),
    availability: grpcClient(
      AvailabilityServiceClient,
      { addresses: stack.grpc.availability ?? [], serviceToken, defaultDeadlineMs: 20_000 },
      scope,
    ),
    drift: grpcClient(
      DriftServiceClient,
      { addresses: stack.grpc['drift-reconciler'] ?? [], serviceToken, defaultDeadlineMs: 60_000 },
      scope,
    ),
  }
}

export const context = ({ stack }: Demo) => ({ tenant: stack.tenant.id, origin: 3, callId: '', requestId: '', idempotencyKey: '' }) as const
