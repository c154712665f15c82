import { requests } from '../calcom.ts'
import { context, type Demo } from '../demo.ts'
import { expect, until } from '../until.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const LIMIT = 120

export async function comparison(demo: Demo): Promise<string> {
  const now = Date.now()
  const request = { context: context(demo), fromMs: now, toMs: now + 100 * DAY_MS }
  const { value } = await until('all settled', async () => {
    const answer = await demo.drift.compareBookings(request, { tenant: demo.stack.tenant.id })
    return answer.inFlight === 0 ? answer : undefined
  })
  expect(value.findings.length === 0, `${value.findings.length} differences: ${JSON.stringify(value.findings.slice(0, 5))}`)
  const recent = (await requests(demo)).filter(({ atMs, path }) => path.startsWith('/v2/') && atMs > now - MINUTE_MS)
  const byKey = Map.groupBy(recent, ({ user }) => user)
  const most = Math.max(...[...byKey.values()].map(({ length }) => length))
  return `bookings compared on both sides: 0 differences (${value.localCount} here, ${value.remoteCount} there); calls in the last minute: at most ${most} of ${LIMIT} on one key`
}
