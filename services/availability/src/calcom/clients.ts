import { type CalcomClient, calcomClient, type Keyring, redisBreaker, redisBudget } from '@calbridge/calcom'
import { type Credential, credentialContext } from '@calbridge/contracts'
import { AppError, type Clock, type Scope } from '@calbridge/core'
import type { Directory } from '@calbridge/directory'
import type { Redis } from 'ioredis'

export interface ClientsOptions {
  readonly directory: Pick<Directory, 'tenant'>
  readonly keyring: Keyring
  readonly redis: Redis
  readonly clock: Clock
}

interface Known {
  readonly fingerprint: string
  readonly baseUrl: string
  readonly client: CalcomClient
}

export type FindClient = (tenant: string, credentialId: string) => CalcomClient

/** One client per credential: its connections, its budget and its breaker. A key that was changed gets a new one. */
export function calcomClients({ directory, keyring, redis, clock }: ClientsOptions, scope: Scope): FindClient {
  const clients = new Map<string, Known>()
  scope.defer('Cal.com clients', () => Promise.all([...clients.values()].map(({ client }) => client.close())))

  const open = (tenant: string, credential: Credential): CalcomClient => {
    const { fingerprint, baseUrl, callsPerMinute, encryptedKey, keyId, id } = credential
    const apiKey = keyring.open(encryptedKey, keyId, credentialContext(tenant, id))
    const limits = callsPerMinute > 0 ? { windowCap: callsPerMinute } : {}
    const budget = redisBudget({ redis, fingerprint, clock, limits })
    return calcomClient({ baseUrl, apiKey, fingerprint, budget, breaker: redisBreaker({ redis, fingerprint, clock }), clock })
  }

  return (tenant, credentialId) => {
    const credential = directory.tenant(tenant)?.credentials.find(({ id }) => id === credentialId)
    if (!credential) throw new AppError('failed_precondition', 'the Cal.com key is not known', { reason: 'credential_missing' })
    const { fingerprint, baseUrl } = credential
    const name = `${tenant}/${credentialId}`
    const known = clients.get(name)
    if (known?.fingerprint === fingerprint && known.baseUrl === baseUrl) return known.client
    const client = open(tenant, credential)
    clients.set(name, { fingerprint, baseUrl, client })
    void known?.client.close() // calls in flight end first
    return client
  }
}
