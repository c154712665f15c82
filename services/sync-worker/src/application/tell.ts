import type { Log } from '@calbridge/core'
import type { Job } from '../domain/job.ts'
import type { Outcome, Report } from '../domain/report.ts'

const LINES: Record<Outcome, readonly [level: 'info' | 'warn' | 'error', text: string]> = {
  synced: ['info', 'Cal.com sync successful'],
  refused: ['warn', 'Cal.com sync failed'],
  manual_review: ['error', '🚨 Cal.com sync failed: manual review required'],
  unknown: ['warn', 'Cal.com sync outcome unknown: it is looked up'],
  retrying: ['warn', 'Cal.com sync will be tried again'],
}

/** The lines that operators look for in the log; their words are older than this service. */
export function tell(log: Log, job: Job, report: Report): void {
  const fields = {
    tenant: job.tenant,
    appointment: job.appointmentUid,
    change: report.changeId,
    job: job.id,
    outcome: report.outcome,
    attempts: report.attemptCount,
    ...(report.booking && { calcom_uid: report.booking.uid }),
    ...(report.errorCode && { error_code: report.errorCode }),
  }
  const [level, text] = LINES[report.outcome]
  log[level](fields, text)
}
