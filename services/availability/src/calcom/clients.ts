import { type CalcomClient, type CredentialClientsOptions, credentials, type Upstream } from '@calbridge/calcom'
import { type Credential, credentialContext } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'

export type FindClient = (tenant: string, credentialId: string) => CalcomClient
export type UpstreamOf = (credential: Credential) => Upstream

export interface CalcomClients {
  /** The client of a tenant's credential, found by its id in the directory. */
  readonly findClient: FindClient
  readonly upstreamOf: UpstreamOf
}

export function calcomClients(
  { directory, ...options }: CredentialClientsOptions & { readonly directory: Pick<Directory, 'tenant'> },
  scope: Scope,
): CalcomClients {
  const { clientOf, upstreamOf } = credentials(options, scope)
  const findClient: FindClient = (tenant, credentialId) => {
    const credential = directory.tenant(tenant)?.credentials.find(({ id }) => id === credentialId)
    if (!credential) throw new AppError('failed_precondition', 'the Cal.com key is not known', { reason: 'credential_missing' })
    return clientOf(credential, credentialContext(tenant, credential.id))
  }
  return { findClient, upstreamOf }
}
