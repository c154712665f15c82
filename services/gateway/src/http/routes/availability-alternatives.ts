import { AppError } from '@calbridge/core'
import type { Availability } from '../../backends.ts'
import { InvalidFields } from '../../domain/field-errors.ts'
import { alternativesCommand } from '../commands/alternatives.ts'
import { presentAlternatives } from '../present/alternatives.ts'
import { PLAIN } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { alternativesAnswer, alternativesRequest } from '../schemas/alternatives.ts'

export const availabilityAlternatives = (availability: Pick<Availability, 'findAlternatives'>, lookUpMs: number) =>
  apiRoute({
    method: 'post',
    path: '/api/v2/availability/alternatives',
    operationId: 'availabilityAlternatives',
    summary: 'What to offer instead of a time that cannot be had, and how to say it',
    permission: 'read',
    limit: 'availability',
    body: alternativesRequest,
    answers: { 200: alternativesAnswer },
    problems: [404, 409, 503, 504],
    wording: { ...PLAIN, failed: 'Failed to find alternatives' },
    handle: async ({ tenant, context, body, nowMs, signal }) => {
      const command = alternativesCommand(body, tenant, nowMs)
      const request = { ...command.request, context }
      const options = { tenant: tenant.id, timeoutMs: lookUpMs, signal }
      const answer = await availability.findAlternatives(request, options).catch(asStart)
      return { status: 200, body: presentAlternatives(answer, command, tenant) }
    },
  })

/** Behind, the wish is called wish_ms. */
function asStart(cause: unknown): never {
  const { code, field, message } = AppError.from(cause)
  if (code === 'invalid_argument' && field === 'wish_ms') throw new InvalidFields({ start: [message.replace('wish_ms ', '')] })
  throw cause
}
