import { AppError } from '@calbridge/core'
import type { Call } from '@calbridge/grpc'
import { expect, it } from 'vitest'
import { type Miss, timely } from './timely.ts'

const late = new AppError('deadline_exceeded', 'no answer in time')

it.each([
  { name: 'in time: no miss', remainingMs: 1, answer: async () => 'an answer', misses: [] },
  { name: 'without a deadline: no miss', remainingMs: Number.POSITIVE_INFINITY, answer: async () => 'an answer', misses: [] },
  { name: 'after the deadline: late', remainingMs: 0, answer: async () => 'an answer', misses: ['late'] },
  { name: 'refused in time: refused', remainingMs: 20, answer: () => Promise.reject(late), misses: ['refused'] },
  { name: 'refused after the deadline: both', remainingMs: 0, answer: () => Promise.reject(late), misses: ['refused', 'late'] },
  { name: 'another failure: no miss', remainingMs: 1, answer: () => Promise.reject(new Error('else')), misses: [] },
])('an answer $name', async ({ remainingMs, answer, misses }) => {
  const seen: Miss[] = []
  const call: Call = {
    principal: { kind: 'api_key', tenant: 't1', permissions: new Set() },
    signal: new AbortController().signal,
    deadlineMs: undefined,
    remainingMs: () => remainingMs,
    traceparent: '',
  }
  await timely(answer, (miss) => seen.push(miss))('request', call).catch(() => {})
  expect(seen).toEqual(misses)
})
