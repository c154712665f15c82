import type { CalcomClient, CallOptions, Schedule } from '@calbridge/calcom'
import type { AskFact, Urgency } from '../application/facts.ts'
import type { FactKind, FactValues } from '../domain/fact.ts'
import { toCaller } from './refusal.ts'

export interface AskAccountOptions {
  readonly findClient: (tenant: string, credentialId: string) => Pick<CalcomClient, 'eventTypes' | 'schedules' | 'me'>
  /** Bounds a call, waiting for the budget included. */
  readonly timeoutMs: number
  readonly onCall: (kind: FactKind, result: string) => void
}

/** Asks Cal.com what an account has, and keeps of it what is needed here. */
export const askAccount =
  ({ findClient, timeoutMs, onCall }: AskAccountOptions): AskFact =>
  async ({ tenant, credentialId, kind }, urgency) => {
    try {
      const value = await ASK[kind](findClient(tenant, credentialId), { ...CLASS[urgency], timeoutMs, tenant })
      onCall(kind, 'ok')
      return value
    } catch (error) {
      const told = toCaller(error, urgency === 'ahead')
      onCall(kind, told.reason ?? told.code)
      throw told
    }
  }

const CLASS: Readonly<Record<Urgency, Pick<CallOptions, 'priority' | 'maxWaitMs'>>> = {
  interactive: { priority: 'interactive' },
  ahead: { priority: 'reconcile', maxWaitMs: 0 },
}

type Account = ReturnType<AskAccountOptions['findClient']>

const ASK: { readonly [Kind in FactKind]: (account: Account, options: CallOptions) => Promise<FactValues[Kind]> } = {
  event_types: async (account, options) =>
    (await account.eventTypes(options)).map(({ id, lengthMin, scheduleId }) => ({ id, lengthMin, scheduleId })),
  schedules: async (account, options) => (await account.schedules(options)).map(hoursOf),
  me: async (account, options) => ({ defaultScheduleId: (await account.me(options)).defaultScheduleId }),
}

const hoursOf = ({ id, timeZone, availability, overrides }: Schedule): FactValues['schedules'][number] => ({
  id,
  timeZone,
  availability,
  overrides,
})
