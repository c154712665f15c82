import { setTimeout as sleep } from 'node:timers/promises'
import { ApplyTenantRequest, CallContext, DriftServiceClient, type ImportEventTypesResponse } from '@calbridge/contracts'
import { AppError, type Scope } from '@calbridge/core'
import type { Log } from '@calbridge/devstack'
import { grpcClient } from '@calbridge/grpc'
import type { StackFile } from '../stack/stack-file.ts'
import { stateFolder } from '../stack/start-stack.ts'
import { applyTenant, type KnownTenant } from '../stack/tenant.ts'

export interface OwnCalcom {
  readonly url: string
  readonly key: string
  readonly eventType: string | undefined
}

const SLUG = 'own-calcom'
const CREDENTIAL = 'own'
// A whole account is read, within the account's budget.
const IMPORT_MS = 180_000
const MOST_WAITS = 3

/** A tenant of its own for a real Cal.com: an address and a key, and what is found there. */
export async function importOwn({ url, key }: OwnCalcom, stack: StackFile, dir: string, log: Log, scope: Scope): Promise<KnownTenant> {
  const apply = (request: ApplyTenantRequest) =>
    applyTenant({ state: stateFolder(dir), addresses: stack.grpc.gateway ?? [], serviceToken: stack.serviceToken, request }, scope)
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const wanted = ApplyTenantRequest.fromPartial({
    calcomKeys: { [CREDENTIAL]: key },
    tenant: {
      slug: SLUG,
      name: 'Own Cal.com',
      active: true,
      timeZone,
      branches: [{ slug: 'main', name: 'Main', timeZone, active: true }],
      placeholderDomain: 'own-calcom.example',
      credentials: [{ name: CREDENTIAL, baseUrl: url }],
    },
  })
  const { tenant } = await apply(wanted)
  const drift = grpcClient(
    DriftServiceClient,
    { addresses: stack.grpc['drift-reconciler'] ?? [], serviceToken: stack.serviceToken, defaultDeadlineMs: IMPORT_MS },
    scope,
  )
  const context = CallContext.fromPartial({ tenant: tenant.id })
  const credentialId = tenant.credentials[0]?.id ?? ''
  log(`reading event types of ${url}`)
  tell(await patiently(() => drift.importEventTypes({ context, credentialId, checkOnly: false }, { tenant: tenant.id }), log), log)
  return apply(wanted)
}

/** A key of which nothing is known may have been used a moment ago: it is left alone for a minute first. */
async function patiently<T>(ask: () => Promise<T>, log: Log): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      const waitMs = error instanceof AppError ? error.retryAfterMs : undefined
      if (waitMs === undefined || tries > MOST_WAITS) throw error
      log(`the key's limit is not known yet, or used up: asking in ${Math.ceil(waitMs / 1_000)} s`)
      await sleep(waitMs)
    }
  }
}

function tell({ eventTypes, warnings, written }: ImportEventTypesResponse, log: Log): void {
  for (const { eventTypeId, title, durationMin, state, scheduling } of eventTypes)
    log(`  ${eventTypeId.padStart(8)}  ${title} (${durationMin} min, ${scheduling}): ${state}`)
  for (const warning of warnings) log(`  note: ${warning}`)
  log(`${eventTypes.length} event types found, ${written} written`)
}
