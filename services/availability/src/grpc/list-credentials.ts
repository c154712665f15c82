import type { ListCredentialsRequest, ListCredentialsResponse } from '@calbridge/contracts'
import type { Call } from '@calbridge/grpc'
import type { UpstreamOf } from '../calcom/clients.ts'
import { type CallerDeps, readerOf } from './caller.ts'
import { credentialState } from './credential-state.ts'

export interface ListCredentialsDeps extends Pick<CallerDeps, 'directory'> {
  readonly upstreamOf: UpstreamOf
}

export const listCredentials =
  ({ directory, upstreamOf }: ListCredentialsDeps) =>
  async (request: ListCredentialsRequest, call: Call): Promise<ListCredentialsResponse> => {
    const tenant = readerOf({ directory }, call, request.context)
    return { credentials: await Promise.all(tenant.credentials.map((credential) => credentialState(credential, upstreamOf))) }
  }
