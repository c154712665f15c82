import type { Availability } from '../../backends.ts'
import { askedStart } from '../commands/asked-start.ts'
import { presentPastAnswers } from '../present/past-answers.ts'
import { PLAIN } from '../problem.ts'
import { apiRoute } from '../route.ts'
import { pastAnswerQuery, pastAnswersAnswer } from '../schemas/past-answers.ts'

export const pastAnswer = (availability: Pick<Availability, 'getAnswers'>, lookUpMs: number) =>
  apiRoute({
    method: 'get',
    path: '/api/v2/availability/answers/{answer_id}',
    operationId: 'pastAnswer',
    summary: 'What a look-up of the last 30 days answered, from where, and why a start was in it or not',
    // What was told to anybody who calls this tenant, and so not for every key that may look up.
    permission: 'admin',
    limit: 'reads',
    query: pastAnswerQuery,
    answers: { 200: pastAnswersAnswer },
    problems: [404, 503, 504],
    wording: PLAIN,
    handle: async ({ tenant, context, params, query, signal }) => {
      const options = { tenant: tenant.id, timeoutMs: lookUpMs, signal, idempotent: true }
      const asked = { answerId: params.answer_id ?? '', requestId: '', callId: '', startMs: askedStart(query, tenant.timeZone) }
      const { answers } = await availability.getAnswers({ context, ...asked }, options)
      return { status: 200, body: presentPastAnswers(answers) }
    },
  })
