import { AppError } from '@calbridge/core'
import { unary } from '@calbridge/grpc'

export const notBuilt = unary(async (): Promise<never> => {
  throw new AppError('unavailable', 'this is not built yet', { reason: 'not_built' })
})
