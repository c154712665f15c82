import type { Database } from '@calbridge/mysql'

/** Open jobs and those in review, by state. Costs what is open, not the history. */
export async function countJobs(db: Database): Promise<ReadonlyMap<string, number>> {
  const open: { state: string; n: number }[] = await db('sync_jobs')
    .whereNotNull('due_at')
    .groupBy('state')
    .select('state')
    .count({ n: '*' })
  const [review] = await db('sync_jobs').where({ state: 'review' }).count({ n: '*' })
  return new Map([...open.map(({ state, n }): [string, number] => [state, Number(n)]), ['review', Number(review?.n ?? 0)]])
}
