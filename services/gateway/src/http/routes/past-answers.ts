import type { Availability } from '../../backends.ts'
import { askedStart } from '../commands/asked-start.ts'
import { presentPastAnswers } from '../present/past-answers.ts'
import { PLAIN } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { pastAnswersAnswer, pastAnswersQuery } from '../schemas/past-answers.ts'

export const pastAnswers = (availability: Pick<Availability, 'getAnswers'>, lookUpMs: number) =>
  apiRoute({
    method: 'get',
    path: '/api/v2/availability/answers',
    operationId: 'pastAnswers',
    summary: 'All answers of the last 30 days to one phone call or one request',
    permission: 'admin',
    limit: 'reads',
    query: pastAnswersQuery,
    answers: { 200: pastAnswersAnswer },
    problems: [404, 503, 504],
    wording: PLAIN,
    handle: async ({ tenant, context, query, signal }) => {
      const options = { tenant: tenant.id, timeoutMs: lookUpMs, signal, idempotent: true }
      const { call_id: callId = '', request_id: requestId = '' } = query
      const startMs = askedStart(query, tenant.timeZone)
      const { answers } = await availability.getAnswers({ context, answerId: '', requestId, callId, startMs }, options)
      return { status: 200, body: presentPastAnswers(answers) }
    },
  })
