import { AppError, describe, type Log } from '@calbridge/core'
import { type EpochDay, epochDay } from '../domain/utc-day.ts'
import { Contents } from './contents.ts'
import { type AnswerRecord, type Content, type HistoryStore, MAX_ID_CHARS } from './history-store.ts'
import type { Answered, SlotHistory } from './slot-history.ts'

export interface WriteHistoryDeps {
  readonly history: Pick<SlotHistory, 'take'>
  readonly store: Pick<HistoryStore, 'save'>
  readonly log: Log
  readonly onWritten: (answers: number) => void
  readonly onDropped: (answers: number) => void
}

/** Answers of one tenant and one day. */
interface Group {
  readonly tenant: string
  readonly day: EpochDay
  readonly answers: readonly Answered[]
}

/** Days of answers in a statement: a few hundred kilobytes, far below what a server takes at once. */
const BATCH_DAYS = 400

/**
 * Writes what waits. Gives false when the database cannot take it now: the batch is kept for the next time. What the database
 * will never take is dropped, told and counted, so that it does not stand in the way of the rest.
 */
export function writeHistory({ history, store, log, onWritten, onDropped }: WriteHistoryDeps): () => Promise<boolean> {
  const contents = new Contents()
  let groups: readonly Group[] = []

  const save = async ({ tenant, day, answers }: Group): Promise<void> => {
    const needed = new Map<string, Content>()
    const records = answers.map((answered) => recordOf(answered, contents, needed))
    const fresh = [...needed.values()].filter((content) => !contents.isWritten(day, tenant, content))
    await store.save({ tenant, day, answers: records, contents: fresh })
    contents.remember(day, tenant, fresh)
  }

  return async () => {
    for (;;) {
      if (groups.length === 0) groups = groupsOf(history.take(BATCH_DAYS))
      const [group, ...others] = groups
      if (!group) return true
      try {
        await save(group)
        onWritten(group.answers.length)
      } catch (error) {
        if (AppError.from(error).code === 'unavailable') return false
        log.error({ tenant: group.tenant, answers: group.answers.length, error: describe(error) }, 'answers not kept in history')
        onDropped(group.answers.length)
      }
      groups = others
    }
  }
}

const groupsOf = (answers: readonly Answered[]): Group[] =>
  [...Map.groupBy(answers, ({ tenant }) => tenant)].flatMap(([tenant, ofTenant]) =>
    [...Map.groupBy(ofTenant, ({ found }) => epochDay(found.nowMs))].map(([day, ofDay]) => ({ tenant, day, answers: ofDay })),
  )

function recordOf(answered: Answered, contents: Contents, needed: Map<string, Content>): AnswerRecord {
  const { answerId, context, operation, range, holder, found, named } = answered
  const { nowMs, source, ageMs, degraded, missingDays } = found
  const days = found.found.map((day) => {
    const content = contents.of(day.cached, holder, nowMs)
    needed.set(content.hash, content)
    return { hash: content.hash, source: day.source }
  })
  const ids = { answerId, requestId: findable(context?.requestId), callId: findable(context?.callId) }
  return {
    ...ids,
    operation,
    range,
    nowMs,
    source,
    ageMs,
    degraded,
    missingDays,
    days,
    named: named?.map(({ eventTypeId, startMs }) => ({ eventTypeId, startMs })),
  }
}

/** A caller's id that is too long to be kept is none. */
const findable = (id = ''): string => (id.length <= MAX_ID_CHARS ? id : '')
