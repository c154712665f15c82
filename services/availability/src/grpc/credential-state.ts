import { BREAKER_KINDS } from '@calbridge/calcom'
import type { Credential, CredentialState } from '@calbridge/contracts'
import type { UpstreamOf } from '../calcom/clients.ts'

/** What a key may send now, and what stops it. */
export async function credentialState(credential: Credential, upstreamOf: UpstreamOf): Promise<CredentialState> {
  const { budget, breaker } = upstreamOf(credential)
  const [usage, breakers] = await Promise.all([
    budget.usage(),
    Promise.all(BREAKER_KINDS.map(async (kind) => ({ kind, ...(await breaker.status(kind)) }))),
  ])
  return {
    credentialId: credential.id,
    used: usage.used,
    cap: usage.cap,
    reserved: usage.reserved,
    resetMs: Math.ceil(usage.resetMs),
    blockedMs: Math.ceil(usage.blockedMs),
    stoppedBy: usage.stoppedBy ?? '',
    breakers: breakers.map(({ kind, state, failures, retryAfterMs }) => ({ kind, state, failures, retryAfterMs })),
  }
}
