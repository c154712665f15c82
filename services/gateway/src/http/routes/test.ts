import { openRoute } from '../route.ts'
import { testAnswer } from '../schemas/answers.ts'

/** Canary scripts look for this text. */
export const test = openRoute({
  method: 'get',
  path: '/api/v2/test',
  operationId: 'test',
  summary: 'Says that the API answers',
  answers: { 200: testAnswer },
  problems: [],
  handle: async () => ({ status: 200, body: { message: 'V2 API is working' } }),
})
