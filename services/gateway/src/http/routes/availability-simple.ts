import type { Availability } from '../../backends.ts'
import { someoneCan } from '../../domain/someone-can.ts'
import { simpleOf, slotsRequestOf } from '../commands/simple.ts'
import { presentAvailability, presentNobody } from '../present/availability.ts'
import { PLAIN } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { availabilityAnswer } from '../schemas/answers.ts'
import { availabilityRequest } from '../schemas/requests.ts'

export const availabilitySimple = (availability: Pick<Availability, 'getSlots'>, lookUpMs: number) =>
  apiRoute({
    method: 'post',
    path: '/api/v2/availability/simple',
    operationId: 'availabilitySimple',
    summary: 'What is free, for a service at a branch, with one staff member or any',
    permission: 'read',
    limit: 'availability',
    body: availabilityRequest,
    answers: { 200: availabilityAnswer },
    problems: [400, 404, 409, 503, 504],
    wording: { ...PLAIN, failed: 'Failed to get availability' },
    handle: async ({ tenant, context, body, nowMs, signal }) => {
      const lookUp = simpleOf(body, tenant, nowMs)
      if (!someoneCan(tenant, lookUp)) return { status: 200, body: presentNobody(lookUp) }
      const request = { ...slotsRequestOf(lookUp), context }
      const answer = await availability.getSlots(request, { tenant: tenant.id, timeoutMs: lookUpMs, signal })
      return { status: 200, body: presentAvailability(answer, lookUp, tenant) }
    },
  })
