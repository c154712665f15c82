import { AppError } from '@calbridge/core'
import { type Database, read } from '@calbridge/mysql'
import type { AnswerKey, AnswerRecord, HistoryStore, PastAnswer, PastDay } from '../application/history-store.ts'
import type { DayView } from '../domain/day-view.ts'
import { type HistoryDays, keepDays } from './history-days.ts'
import { type AnswerRow, answerRow, contentRow, dateOf, toAnswer, toView } from './history-rows.ts'

const COLUMN: Readonly<Record<AnswerKey, string>> = { answerId: 'answer_id', requestId: 'request_id', callId: 'call_id' }

/**
 * Slot history in MySQL or MariaDB. Contents are written before the answers that name them, each in one statement; the keys make
 * a repetition change nothing.
 */
export function mysqlHistoryStore(db: Database, days: HistoryDays): HistoryStore {
  return {
    save: async ({ tenant, day, answers, contents }) => {
      const keptOn = dateOf(day)
      const insert = (table: string, rows: readonly object[]) =>
        // Not INSERT IGNORE, which would also swallow a row that has no partition.
        read(db, () => db(table).insert(rows).onConflict().merge(['tenant'])).catch(withoutPartition)
      if (contents.length > 0)
        await insert(
          'slot_contents',
          contents.map((content) => contentRow(keptOn, tenant, content)),
        )
      if (answers.length > 0)
        await insert(
          'slot_answers',
          answers.map((answer) => answerRow(keptOn, tenant, answer)),
        )
    },

    find: async (tenant, key, id, limit) => {
      const rows = await read<AnswerRow[]>(db, () =>
        db('slot_answers')
          .select('*', db.raw("DATE_FORMAT(kept_on, '%Y-%m-%d') AS kept_on"))
          .where({ tenant, [COLUMN[key]]: id })
          .orderBy(['answered_at', 'answer_id'])
          .limit(limit.answers),
      )
      const found = upTo(limit.days, rows)
      const views = await viewsOf(db, tenant, found)
      return found.map(({ keptOn, answer }) => withViews(answer, views.get(keptOn) ?? new Map()))
    },

    keepUp: (today) => keepDays(db, today, days),
  }
}

/** The partition is made by whichever process leads: it may come a moment later. */
function withoutPartition(error: unknown): never {
  const NO_PARTITION = 1526
  if ((error as { readonly errno?: number }).errno !== NO_PARTITION) throw error
  throw new AppError('unavailable', 'this day of slot history is not made yet', { reason: 'no_partition', cause: error })
}

interface Found {
  readonly keptOn: string
  readonly answer: AnswerRecord
}

function upTo(mostDays: number, rows: readonly AnswerRow[]): Found[] {
  const found: Found[] = []
  let days = 0
  for (const row of rows) {
    if (days >= mostDays) break
    const answer = toAnswer(row)
    found.push({ keptOn: row.kept_on, answer })
    days += answer.days.length
  }
  return found
}

type Views = ReadonlyMap<string, DayView>

/** By the day on which they are kept, so that only its partition is looked at. */
async function viewsOf(db: Database, tenant: string, found: readonly Found[]): Promise<Map<string, Views>> {
  const views = new Map<string, Views>()
  for (const [keptOn, ofDay] of Map.groupBy(found, (one) => one.keptOn)) {
    const hashes = [...new Set(ofDay.flatMap(({ answer }) => answer.days.map(({ hash }) => hash)))]
    const rows = await read<{ hash: string; content: string }[]>(db, () =>
      db('slot_contents').select('hash', 'content').where({ tenant, kept_on: keptOn }).whereIn('hash', hashes),
    )
    views.set(keptOn, new Map(rows.map((row) => [row.hash, toView(row)])))
  }
  return views
}

function withViews(answer: AnswerRecord, views: Views): PastAnswer {
  const days = answer.days.flatMap(({ hash, source }): PastDay[] => {
    const view = views.get(hash)
    return view ? [{ ...view, source }] : []
  })
  return { ...answer, days }
}
