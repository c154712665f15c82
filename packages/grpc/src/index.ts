export {
  type Authenticate,
  type AuthenticatorOptions,
  authenticator,
  type KnownApiKey,
  requirePermission,
  requireTenant,
  TENANT_HEADER,
} from './auth.ts'
export type { Call, Principal } from './call.ts'
export { type ClientCallOptions, type ClientOptions, type GrpcClient, grpcClient } from './client.ts'
export { fromServiceError, toServiceError } from './errors.ts'
export { type GrpcServerOptions, startGrpcServer } from './server.ts'
export { type GrpcService, type HandlersOf, service } from './service.ts'
export { isErrorCode } from './status.ts'
export { type Handler, rawUnary, unary } from './unary.ts'
