import { type CredentialClientsOptions, credentialClients } from '@calbridge/calcom'
import { credentialContext } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import type { CalcomOf } from '../application/ports.ts'
import { type CalcomPortOptions, calcomPort } from './calcom-port.ts'

export interface CalcomOfDeps extends Pick<CredentialClientsOptions, 'keyring' | 'redis' | 'clock'> {
  readonly directory: Pick<Directory, 'tenant'>
  readonly options: CalcomPortOptions & Omit<CredentialClientsOptions, 'keyring' | 'redis' | 'clock'>
}

/** A client per credential, found by its id in the directory. */
export function calcomOf({ directory, keyring, redis, clock, options }: CalcomOfDeps, scope: Scope): CalcomOf {
  const clientOf = credentialClients({ ...options, keyring, redis, clock }, scope)
  return ({ tenant, credentialId }) => {
    const credential = directory.tenant(tenant)?.credentials.find(({ id }) => id === credentialId)
    if (!credential) throw new AppError('failed_precondition', 'the credential is not in the directory', { reason: 'credential_missing' })
    return calcomPort(clientOf(credential, credentialContext(tenant, credential.id)), tenant, options)
  }
}
