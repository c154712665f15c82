import { BREAKER_KINDS } from '@calbridge/calcom'
import type { ResetBreakerRequest, ResetBreakerResponse } from '@calbridge/contracts'
import { AppError, type Log } from '@calbridge/core'
import { type Call, requirePermission } from '@calbridge/grpc'
import { readerOf } from './caller.ts'
import { credentialState } from './credential-state.ts'
import type { ListCredentialsDeps } from './list-credentials.ts'
import { wrong } from './wrong-field.ts'

export interface ResetBreakerDeps extends ListCredentialsDeps {
  readonly log: Pick<Log, 'info'>
}

/** Closing what is closed changes nothing, so that it may run twice. */
export const resetBreaker =
  ({ directory, upstreamOf, log }: ResetBreakerDeps) =>
  async (request: ResetBreakerRequest, call: Call): Promise<ResetBreakerResponse> => {
    requirePermission(call, 'admin')
    const tenant = readerOf({ directory }, call, request.context)
    const kinds = BREAKER_KINDS.filter((kind) => request.kind === '' || kind === request.kind)
    if (kinds.length === 0) throw wrong('kind', `must be empty or one of ${BREAKER_KINDS.join(', ')}`)
    if (request.credentialId === '') throw wrong('credential_id', 'is required')
    const credential = tenant.credentials.find(({ id }) => id === request.credentialId)
    if (!credential) throw new AppError('not_found', 'no such credential', { field: 'credential_id', reason: 'credential_not_found' })

    const { breaker } = upstreamOf(credential)
    await Promise.all(kinds.map((kind) => breaker.reset(kind)))
    const by = { caller: call.principal.kind, request_id: request.context?.requestId }
    log.info({ audit: 'breaker_reset', tenant: tenant.id, credential_id: credential.id, kinds, ...by }, 'breaker closed by hand')
    return { credential: await credentialState(credential, upstreamOf) }
  }
