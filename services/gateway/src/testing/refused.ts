import { expect } from 'vitest'
import type { Answered, TestGateway } from './gateway.ts'

/** A clear refusal that reached nobody behind the gateway, with nothing of our insides in it. */
export function expectRefused({ standIns }: Pick<TestGateway, 'standIns'>, answer: Answered, status: number): void {
  expect(answer.status).toBe(status)
  expect(answer.body).toMatchObject({ success: false, status_code: status, status, message: expect.any(String), title: expect.any(String) })
  expect(answer.headers.get('x-request-id')).toBe(answer.body.request_id)
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/)
  expect(standIns.asked).toEqual([])
}
