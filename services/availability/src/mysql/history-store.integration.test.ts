import { type Database, openDatabase } from '@calbridge/mysql'
import { fileScope } from '@calbridge/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AnswerRecord, Content, HistoryStore } from '../application/history-store.ts'
import { viewOf } from '../domain/day-view.ts'
import { seconds } from '../domain/testing.ts'
import { DAY_MS, epochDay } from '../domain/utc-day.ts'
import { cachedDay, NOW, RANGE } from '../testing/answers.ts'
import { ENGINES, historyDatabase } from '../testing/database.ts'
import { mysqlHistoryStore } from './history-store.ts'

const TODAY = epochDay(NOW)
const DAYS = { keep: 30, ahead: 3 }
const LIMIT = { answers: 200, days: 2_000 }

const contentOf = (hash: string): Content => ({ hash: hash.padEnd(22, '-'), view: viewOf(cachedDay({ stamp: hash }), '', NOW) })

const answerOf = (answerId: string, changes: Partial<AnswerRecord> = {}): AnswerRecord => ({
  answerId,
  requestId: '',
  callId: 'call-1',
  operation: 'GetSlots',
  range: RANGE,
  nowMs: NOW,
  source: 'l2',
  ageMs: 12,
  degraded: true,
  missingDays: 2,
  days: [{ hash: contentOf('a').hash, source: 'l1' }],
  named: undefined,
  ...changes,
})

describe.each(ENGINES)('slot history on %s', (engine) => {
  const scope = fileScope()
  let db: Database
  let store: HistoryStore
  let serial = 0
  const nextTenant = () => `${engine}-${++serial}`
  const partitions = async (table: string): Promise<string[]> => {
    const rows: { name: string }[] = await db('information_schema.partitions')
      .select('partition_name AS name')
      .whereRaw('table_schema = DATABASE()')
      .where({ table_name: table })
    return rows.map(({ name }) => name).sort()
  }

  beforeAll(async () => {
    db = openDatabase({ url: await historyDatabase(engine), poolMax: 6 }, scope)
    store = mysqlHistoryStore(db, DAYS)
    await store.keepUp(TODAY)
  })

  it('gives back what was saved, by each of its ids, the days with their slots', async () => {
    const tenant = nextTenant()
    const named = [{ eventTypeId: '7', startMs: NOW + DAY_MS }]
    const answer = answerOf('answer-1', { requestId: 'Äpfel 🍏', named })
    await store.save({ tenant, day: TODAY, answers: [answer], contents: [contentOf('a')] })
    const past = { ...answer, days: [{ ...contentOf('a').view, source: 'l1' }] }
    expect(await store.find(tenant, 'answerId', 'answer-1', LIMIT)).toEqual([past])
    expect(await store.find(tenant, 'requestId', 'Äpfel 🍏', LIMIT)).toEqual([past])
    expect(await store.find(tenant, 'callId', 'call-1', LIMIT)).toEqual([past])
    expect(past.days[0]!.listed).toEqual(seconds('09:00', '09:30'))
  })

  it('knows ids as they are spelt, and nothing of another tenant', async () => {
    const [tenant, other] = [nextTenant(), nextTenant()]
    await store.save({ tenant, day: TODAY, answers: [answerOf('answer-1')], contents: [contentOf('a')] })
    expect(await store.find(tenant, 'callId', 'CALL-1', LIMIT)).toEqual([])
    expect(await store.find(other, 'callId', 'call-1', LIMIT)).toEqual([])
    await store.save({ tenant: other, day: TODAY, answers: [answerOf('answer-1')], contents: [] })
    const [theirs] = await store.find(other, 'answerId', 'answer-1', LIMIT)
    expect(theirs?.days).toEqual([])
  })

  it('keeps an answer once, also when it is saved again because nobody heard that it was', async () => {
    const tenant = nextTenant()
    const batch = { tenant, day: TODAY, answers: [answerOf('answer-1')], contents: [contentOf('a')] }
    await Promise.all([store.save(batch), store.save(batch), store.save(batch)])
    expect(await store.find(tenant, 'callId', 'call-1', LIMIT)).toHaveLength(1)
    expect(await db('slot_contents').where({ tenant })).toHaveLength(1)
  })

  it('gives the oldest first, over several days, within both limits', async () => {
    const tenant = nextTenant()
    const days = ['a', 'b'].map((hash) => ({ hash: contentOf(hash).hash, source: 'l1' as const }))
    const contents = [contentOf('a'), contentOf('b')]
    const later = answerOf('later', { nowMs: NOW + DAY_MS, days })
    await store.save({ tenant, day: TODAY + 1, answers: [later], contents })
    const first = ['2', '1'].map((id) => answerOf(id, { nowMs: NOW + Number(id), days }))
    await store.save({ tenant, day: TODAY, answers: first, contents })
    const found = async (limit: typeof LIMIT) => (await store.find(tenant, 'callId', 'call-1', limit)).map(({ answerId }) => answerId)
    expect(await found(LIMIT)).toEqual(['1', '2', 'later'])
    expect(await found({ ...LIMIT, answers: 1 })).toEqual(['1'])
    expect(await found({ ...LIMIT, days: 3 })).toEqual(['1', '2'])
    const [, , last] = await store.find(tenant, 'callId', 'call-1', LIMIT)
    expect(last!.days.map(({ stamp }) => stamp)).toEqual(['a', 'b'])
  })

  it('cannot write a day that is not made yet, and says that it may later', async () => {
    const batch = { tenant: nextTenant(), day: TODAY + 90, answers: [answerOf('answer-1')], contents: [] }
    await expect(store.save(batch)).rejects.toMatchObject({ code: 'unavailable', reason: 'no_partition' })
  })

  it('drops what is older than 30 days, and makes the days ahead; safe to repeat and beside others', async () => {
    const tenant = nextTenant()
    await store.save({ tenant, day: TODAY, answers: [answerOf('answer-1')], contents: [contentOf('a')] })
    await Promise.all([store.keepUp(TODAY + 30), store.keepUp(TODAY + 30), store.keepUp(TODAY + 30)])
    expect(await store.find(tenant, 'callId', 'call-1', LIMIT)).toHaveLength(1)

    await store.keepUp(TODAY + 31)
    await store.keepUp(TODAY + 31)
    expect(await store.find(tenant, 'callId', 'call-1', LIMIT)).toEqual([])
    for (const table of ['slot_answers', 'slot_contents']) {
      const names = await partitions(table)
      expect(names[0]).toBe('p20370303')
      expect(names.at(-1)).toBe('p20370405')
    }
    await store.save({ tenant, day: TODAY + 34, answers: [answerOf('answer-2', { nowMs: NOW + 34 * DAY_MS })], contents: [contentOf('a')] })
    expect(await store.find(tenant, 'callId', 'call-1', LIMIT)).toHaveLength(1)
  })
})
