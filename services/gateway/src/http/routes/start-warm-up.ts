import type { Availability } from '../../backends.ts'
import { presentWarmUp } from '../present/warm-up.ts'
import { PLAIN } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { warmUpAnswer, warmUpRequest } from '../schemas/warm-up.ts'

export const startWarmUp = (availability: Pick<Availability, 'startWarmUp'>, lookUpMs: number) =>
  apiRoute({
    method: 'post',
    path: '/api/v2/availability/warm-up',
    operationId: 'startWarmUp',
    summary: 'Loads what is booked most ahead of its callers, on spare budget only; while a run is under way, that one is given',
    permission: 'admin',
    limit: 'changes',
    body: warmUpRequest,
    bodyOptional: true,
    answers: { 202: warmUpAnswer },
    problems: [503, 504],
    wording: PLAIN,
    handle: async ({ tenant, context, body, signal }) => {
      const asked = { context, days: body.days ?? 0, minBookings: body.min_bookings ?? 0 }
      const run = await availability.startWarmUp(asked, { tenant: tenant.id, timeoutMs: lookUpMs, signal })
      return { status: 202, body: presentWarmUp(run), headers: { Location: `/api/v2/availability/warm-up/${run.runId}` } }
    },
  })
