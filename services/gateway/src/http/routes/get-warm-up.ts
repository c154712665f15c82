import type { Availability } from '../../backends.ts'
import { presentWarmUp } from '../present/warm-up.ts'
import { PLAIN } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { warmUpAnswer } from '../schemas/warm-up.ts'

export const getWarmUp = (availability: Pick<Availability, 'getWarmUp'>, lookUpMs: number) =>
  apiRoute({
    method: 'get',
    path: '/api/v2/availability/warm-up/{run_id}',
    operationId: 'getWarmUp',
    summary: 'Where a warm-up stands and what it saved; `last` for the last one',
    permission: 'admin',
    limit: 'reads',
    answers: { 200: warmUpAnswer },
    problems: [404, 503, 504],
    wording: PLAIN,
    handle: async ({ tenant, context, params, signal }) => {
      const runId = params.run_id === 'last' ? '' : (params.run_id ?? '')
      const options = { tenant: tenant.id, timeoutMs: lookUpMs, signal, idempotent: true }
      return { status: 200, body: presentWarmUp(await availability.getWarmUp({ context, runId }, options)) }
    },
  })
