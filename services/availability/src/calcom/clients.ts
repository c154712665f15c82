import { type CalcomClient, type CredentialClientsOptions, credentialClients } from '@calbridge/calcom'
import { credentialContext } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'

export type FindClient = (tenant: string, credentialId: string) => CalcomClient

/** The client of a tenant's credential, found by its id in the directory. */
export function calcomClients(
  { directory, ...options }: CredentialClientsOptions & { readonly directory: Pick<Directory, 'tenant'> },
  scope: Scope,
): FindClient {
  const clientOf = credentialClients(options, scope)
  return (tenant, credentialId) => {
    const credential = directory.tenant(tenant)?.credentials.find(({ id }) => id === credentialId)
    if (!credential) throw new AppError('failed_precondition', 'the Cal.com key is not known', { reason: 'credential_missing' })
    return clientOf(credential, credentialContext(tenant, credential.id))
  }
}
