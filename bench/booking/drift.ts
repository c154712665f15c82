import { connect, type RowDataPacket } from '../raw-mysql.ts'
import type { Built } from './statements.ts'

/**
 * Does booking still say what `statements.ts` says? Compares one booking, taken from the server's general log, by statement, table and
 * columns. Gives what differs, in words; empty when nothing does.
 */
export async function drift(mysqlUrl: string, book: () => Promise<unknown>, ours: Built): Promise<string> {
  const db = await connect(mysqlUrl)
  try {
    await db.query("SET GLOBAL log_output = 'TABLE'")
    await db.query('TRUNCATE mysql.general_log')
    await db.query('SET GLOBAL general_log = 1')
    await book()
    await db.query('SET GLOBAL general_log = 0')
    const [rows] = await db.query<({ thread_id: number; said: string } & RowDataPacket)[]>(
      "SELECT thread_id, CONVERT(argument USING utf8mb4) said FROM mysql.general_log WHERE command_type = 'Query' ORDER BY event_time",
    )
    const theirs = transactionWith(rows, 'insert into `appointments`').map(shape)
    const mine = [...ours.before, ours.customer, ours.appointment(1), ...ours.after(1)].map(([sql]) => shape(sql))
    return compare(theirs, mine)
  } catch (error) {
    return `not compared with booking's statements: ${error instanceof Error ? error.message : error}`
  } finally {
    await db.end()
  }
}

/** What stands between BEGIN and COMMIT around the statement that begins so. */
function transactionWith(rows: readonly { thread_id: number; said: string }[], statement: string): string[] {
  const at = rows.findIndex(({ said }) => said.startsWith(statement))
  const thread = rows[at]?.thread_id
  const own = rows.filter((row) => row.thread_id === thread).map(({ said }) => said)
  const inside = own.findIndex((said) => said.startsWith(statement))
  const begin = own.slice(0, inside).findLastIndex((said) => /^begin/i.test(said))
  const commit = own.findIndex((said, index) => index > inside && /^commit/i.test(said))
  return own.slice(begin + 1, commit === -1 ? undefined : commit)
}

/** Statement, table and columns, without values and in any order of the columns. */
export const shape = (sql: string): string =>
  [...(sql.toLowerCase().split(/\bvalues\b|\bwhere\b/)[0] ?? '').matchAll(/[a-z_]+/g)]
    .map(([word]) => word)
    .sort()
    .join(' ')

/** Names the words that only one side has, in the statements that the other has not. */
export function compare(theirs: readonly string[], mine: readonly string[]): string {
  const extra = theirs.filter((one) => !mine.includes(one))
  const gone = mine.filter((one) => !theirs.includes(one))
  if (extra.length + gone.length === 0) return ''
  const [said, written] = [wordsOf(extra), wordsOf(gone)]
  const only = (words: readonly string[], others: readonly string[]): string =>
    words.filter((word) => !others.includes(word)).join(' ') || '–'
  return `statements.ts is out of date, booking has: ${only(said, written)}; statements.ts has: ${only(written, said)}`
}

const wordsOf = (shapes: readonly string[]): string[] => [...new Set(shapes.flatMap((one) => one.split(' ')))]
