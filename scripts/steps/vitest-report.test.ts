import { expect, it } from 'vitest'
import { countTests } from './vitest-report.ts'

const test = (status: string) => ({ status })
const empty = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }

it('counts a file that could not be loaded as a failure, and a file with failed tests not twice', () => {
  const report = {
    ...empty,
    numPassedTests: 2,
    numFailedTests: 1,
    numPendingTests: 3,
    testResults: [
      { status: 'passed', assertionResults: [test('passed')] },
      { status: 'failed', assertionResults: [test('passed'), test('failed')] },
      { status: 'failed', assertionResults: [] },
    ],
  }
  expect(countTests(report)).toEqual({ passed: 2, failed: 2, skipped: 3 })
})

it('counts a file whose set-up failed before its tests ran', () => {
  const report = { ...empty, numPendingTests: 1, testResults: [{ status: 'failed', assertionResults: [test('skipped')] }] }
  expect(countTests(report)).toMatchObject({ failed: 1 })
})
