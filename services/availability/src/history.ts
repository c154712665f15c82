import type { Clock, Log, Scope } from '@calbridge/core'
import { openDatabase } from '@calbridge/mysql'
import type { HistoryStore } from './application/history-store.ts'
import { keepHistory } from './application/keep-history.ts'
import { type RecordAnswer, SlotHistory } from './application/slot-history.ts'
import { writeHistory } from './application/write-history.ts'
import type { Config } from './config.ts'
import { historyGauge, metrics } from './metrics.ts'
import { mysqlHistoryStore } from './mysql/history-store.ts'

/** Slot history's wiring: answers go into memory, a loop of its own writes them to the database. */
export function startHistory(
  { mysql, history: options }: Pick<Config, 'mysql' | 'history'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  scope: Scope,
): { readonly record: RecordAnswer; readonly find: HistoryStore['find'] } {
  const store = mysqlHistoryStore(openDatabase({ ...mysql, log }, scope), { keep: options.keepDays, ahead: options.aheadDays })
  const told = { onWritten: metrics.historyWritten, onDropped: metrics.historyDropped }
  const history = new SlotHistory({ oneIn: options.oneIn, maxDays: options.queueMaxDays, onDropped: told.onDropped })
  historyGauge(() => history.waiting)
  keepHistory({ ...options, write: writeHistory({ history, store, log, ...told }), store, clock, log }, scope)
  return { record: history.record, find: store.find }
}
