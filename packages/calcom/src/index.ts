export { memoryBreaker } from './breaker/memory-breaker.ts'
export { type RedisBreakerOptions, redisBreaker } from './breaker/redis-breaker.ts'
export * from './breaker.ts'
export { memoryBudget } from './budget/memory-budget.ts'
export { type RedisBudget, type RedisBudgetOptions, redisBudget } from './budget/redis-budget.ts'
export * from './budget.ts'
export { type CalcomClient, type CalcomClientOptions, calcomClient } from './client.ts'
export {
  type ClientOf,
  type CredentialClientsOptions,
  type Credentials,
  credentialClients,
  credentials,
  type SealedCredential,
  type Upstream,
} from './credential-clients.ts'
export { CHANGE_KEY, isOurs } from './endpoints/ours.ts'
export { CalcomError, type CalcomErrorKind, type CalcomErrorOptions } from './errors.ts'
export { fingerprint, hashApiKey } from './fingerprint.ts'
export { createKeyring, type Keyring, type Sealed } from './keyring.ts'
export type * from './model.ts'
export type * from './requests.ts'
export type { CalcomWebhook, WebhookKind, WebhookPerson } from './webhook/model.ts'
export { parseWebhook } from './webhook/payload.ts'
export { verifySignature } from './webhook/signature.ts'
