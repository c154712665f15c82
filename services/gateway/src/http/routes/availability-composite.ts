import type { Availability } from '../../backends.ts'
import { someoneCanAll } from '../../domain/someone-can.ts'
import { compositeOf } from '../commands/composite.ts'
import { HttpError } from '../http-error.ts'
import { presentComposite, presentNobodyForAll } from '../present/composite.ts'
import { PLAIN } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { compositeAnswer, compositeRequest } from '../schemas/composite.ts'

const MOST_SLOTS = 30

export const availabilityComposite = (availability: Pick<Availability, 'findCompositeSlots'>, lookUpMs: number) =>
  apiRoute({
    method: 'post',
    path: '/api/v2/availability/composite',
    operationId: 'availabilityComposite',
    summary: 'When a service of several segments can begin, and who does which part of it when',
    permission: 'read',
    limit: 'availability',
    body: compositeRequest,
    answers: { 200: compositeAnswer },
    problems: [400, 404, 409, 503, 504],
    wording: { ...PLAIN, failed: 'Failed to get composite availability' },
    handle: async ({ tenant, context, body, nowMs, signal }) => {
      const lookUp = compositeOf(body, tenant, nowMs)
      const { service, branch, range, freshness, staffIds, preferredStaffId, staffRule } = lookUp
      if (!service.composite || service.segments.length < 2)
        throw new HttpError(400, 'Service is not composite. Use /availability/simple endpoint', {
          reason: 'not_composite',
          field: 'service_id',
        })
      if (!someoneCanAll(tenant, lookUp, staffIds)) return { status: 200, body: presentNobodyForAll(lookUp) }
      const answer = await availability.findCompositeSlots(
        {
          context,
          serviceId: service.id,
          branchId: branch.id,
          staffIds,
          preferredStaffId,
          staffRule,
          ...range,
          ...freshness,
          limit: MOST_SLOTS,
          holder: '',
        },
        { tenant: tenant.id, timeoutMs: lookUpMs, signal },
      )
      return { status: 200, body: presentComposite(answer, lookUp, tenant) }
    },
  })
