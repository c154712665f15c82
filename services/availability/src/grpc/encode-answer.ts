import { GetSlotsResponse } from '@calbridge/contracts'
import { type Answer, SOURCE } from '../application/query.ts'

/** A GetSlotsResponse: the days are bytes already, only the fields behind them are written. */
export function encodeAnswer({ days, source, ageMs, asOfMs, degraded, missingDays, upstreamCalls }: Answer, answerId: string): Uint8Array {
  const tail = { days: [], source: SOURCE[source], ageMs, asOfMs, degraded, answerId, upstreamCalls, missingDays }
  return Buffer.concat([...days, GetSlotsResponse.encode(tail).finish()])
}
