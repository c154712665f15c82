import type { CalcomClient } from '@calbridge/calcom'
import {
  type Credential,
  type DirectoryServiceClient,
  type ImportEventTypesRequest,
  type ImportEventTypesResponse,
  Tenant,
} from '@calbridge/contracts'
import { AppError, type Log } from '@calbridge/core'
import type { Directory, FoundEventType } from '@calbridge/directory'
import { type Call, type GrpcClient, requirePermission, requireTenant } from '@calbridge/grpc'
import { readAccount } from '../calcom/read-account.ts'
import { type ImportPlan, planImport } from '../domain/import-plan.ts'
import { metrics } from '../metrics.ts'
import { contextOf } from './local-side.ts'

export interface ImportDeps {
  readonly gateway: Pick<GrpcClient<(typeof DirectoryServiceClient)['service']>, 'getTenant' | 'applyTenant'>
  /** Knows other tenants' event types; the tenant itself is asked for, as it may have been made a moment ago. */
  readonly directory: Pick<Directory, 'findEventType'>
  readonly clientOf: (tenant: string, credential: Credential) => Pick<CalcomClient, 'me' | 'eventTypes' | 'schedules'>
  readonly readTimeoutMs: number
  readonly log: Log
}

/** Safe to repeat: what was imported is known the second time. */
export const importEventTypes =
  ({ gateway, directory, clientOf, readTimeoutMs, log }: ImportDeps) =>
  async ({ context, credentialId, checkOnly }: ImportEventTypesRequest, call: Call): Promise<ImportEventTypesResponse> => {
    const id = requireTenant(call, context)
    requirePermission(call, 'admin')
    const options = { tenant: id, signal: call.signal, deadlineMs: call.deadlineMs }
    const tenant = await gateway.getTenant({ context: contextOf(id) }, { ...options, idempotent: true })
    const credential = tenant.credentials.find((one) => one.id === credentialId)
    if (!credential) throw new AppError('not_found', 'no such credential', { field: 'credential_id' })

    const { account, eventTypes } = await readAccount(clientOf(id, credential), () => ({
      priority: 'reconcile',
      signal: call.signal,
      timeoutMs: Math.min(readTimeoutMs, call.remainingMs()),
    }))
    const isOfAnotherTenant = (eventTypeId: string) =>
      directory.findEventType(eventTypeId).some((row) => row.tenant.id !== id && addressOf(row) === credential.baseUrl)
    const plan = planImport({ tenant, credentialId, account, eventTypes, isOfAnotherTenant })
    const rows = plan.staff.length + plan.services.length + plan.eventMap.length
    if (rows > 0 && !checkOnly)
      await gateway.applyTenant(
        { context: contextOf(id), tenant: wanted(tenant, plan), calcomKeys: {}, webhookSecrets: {} },
        { ...options, idempotent: true },
      )
    const written = checkOnly ? 0 : rows
    metrics.imported(plan.states.map(({ state }) => state))
    log.info(
      { tenant: id, credential: credentialId, found: eventTypes.length, written, warnings: plan.warnings.length },
      'event types read',
    )
    return { eventTypes: plan.states.map(message), written, warnings: [...plan.warnings] }
  }

/** Ids are unique at one Cal.com; another one begins at 1, too. */
const addressOf = ({ tenant, mapping }: FoundEventType): string | undefined =>
  tenant.credentials.find(({ id }) => id === mapping.credentialId)?.baseUrl

/** Only what the import adds; `active` is said because a false would switch the tenant off. */
const wanted = ({ id, active }: Tenant, { staff, services, eventMap }: ImportPlan): Tenant =>
  Tenant.fromPartial({ id, active, staff: [...staff], services: [...services], eventMap: [...eventMap] })

const message = ({ eventType, state }: ImportPlan['states'][number]): ImportEventTypesResponse['eventTypes'][number] => ({
  eventTypeId: eventType.id,
  slug: eventType.slug,
  title: eventType.title,
  durationMin: eventType.lengthMin,
  hidden: eventType.hidden,
  scheduling: eventType.scheduling,
  hostIds: eventType.hostIds.map(String),
  state,
})
