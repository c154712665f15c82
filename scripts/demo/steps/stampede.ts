import { counted, isLookUp } from '../calcom.ts'
import { context, type Demo } from '../demo.ts'
import { wishOf } from '../look-up.ts'
import { expect, ms } from '../until.ts'

const CALLERS = 1_000

export async function stampede(demo: Demo): Promise<string> {
  const { tenant } = demo.stack
  const { from, to } = wishOf(demo, 'colouring', 'ben', 'mitte')
  const request = {
    context: context(demo),
    eventTypeId: '',
    serviceId: tenant.services.colouring ?? '',
    branchId: tenant.branches.mitte ?? '',
    staffId: tenant.staff.ben ?? '',
    fromMs: Date.parse(from),
    toMs: Date.parse(to),
    freshness: 0,
    maxAgeMs: 0,
    holder: '',
    segmentKey: '',
    durationMin: 0,
  } as const
  const begun = performance.now()
  const { result, calls } = await counted(demo, isLookUp, () =>
    Promise.all(Array.from({ length: CALLERS }, () => demo.availability.getSlots(request, { tenant: tenant.id }))),
  )
  const tookMs = performance.now() - begun
  const slots = result.map(({ days }) => days.reduce((sum, { starts }) => sum + starts.length, 0))
  expect(new Set(slots).size === 1 && slots[0] !== 0, `callers got different answers: ${[...new Set(slots)].join(', ')} slots`)
  expect(calls === 1, `${calls} calls to Cal.com`)
  return `${CALLERS} callers at once for another cold key: 1 call to Cal.com, all answered after ${ms(tookMs)}`
}
