import { describe, expect, it } from 'vitest'
import { aPlan, aSegment } from '../testing/builders.ts'
import { isOurs, metadataOf, phoneOf, reasonOf } from './booking-request.ts'

describe('a booking request', () => {
  it('carries what tells it from all others, as short strings', () => {
    const metadata = metadataOf(aPlan({ callId: 'x'.repeat(600) }), aSegment({ index: 1 }))
    expect(metadata).toEqual({
      calbridge_appointment: 'a1',
      calbridge_change: 'ch1',
      calbridge_tenant: '1',
      calbridge_segment: '1',
      crm_appointment_id: '11',
      sync_origin: 'api',
      call_id: 'x'.repeat(500),
    })
  })

  it('INC-29: takes a phone number along only when Cal.com can read it', () => {
    expect(['+4915112345678', '015112345678', '+49 151 1', '', '+0151'].map(phoneOf)).toEqual([
      '+4915112345678',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('always has a reason', () => {
    expect([reasonOf(aPlan({ reason: ' ill ' }), 'cancelled'), reasonOf(aPlan({ reason: '  ' }), 'cancelled')]).toEqual([
      'ill',
      'cancelled',
    ])
  })

  it('INC-18: is known again by its metadata, never by its time', () => {
    const metadata = metadataOf(aPlan(), aSegment())
    expect(isOurs({ metadata }, aPlan(), 0)).toBe(true)
    expect(isOurs({ metadata }, aPlan(), 1)).toBe(false)
    expect(isOurs({ metadata }, aPlan({ tenant: '2' }), 0)).toBe(false)
    expect(isOurs({ metadata: {} }, aPlan(), 0)).toBe(false)
  })
})
