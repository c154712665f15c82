import type { GetWarmUpRequest, WarmUpRun } from '@calbridge/contracts'
import { AppError } from '@calbridge/core'
import { type Call, requirePermission } from '@calbridge/grpc'
import type { WarmUpStore } from '../application/warm-up-store.ts'
import { type CallerDeps, readerOf } from './caller.ts'
import { warmUpMessage } from './warm-up-message.ts'
import { wrong } from './wrong-field.ts'

export interface GetWarmUpDeps extends Pick<CallerDeps, 'directory'> {
  readonly find: WarmUpStore['find']
}

const MOST_CHARS = 100

export const getWarmUp =
  ({ directory, find }: GetWarmUpDeps) =>
  async ({ context, runId }: GetWarmUpRequest, call: Call): Promise<WarmUpRun> => {
    requirePermission(call, 'admin')
    const tenant = readerOf({ directory }, call, context)
    if (runId.length > MOST_CHARS) throw wrong('run_id', `must have at most ${MOST_CHARS} characters`)
    const report = await find(tenant.id, runId)
    if (!report) throw new AppError('not_found', 'no such warm-up is kept', { field: 'run_id' })
    return warmUpMessage(report)
  }
