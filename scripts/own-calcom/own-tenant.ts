import { ApplyTenantRequest, DriftServiceClient, type ImportEventTypesResponse } from '@calbridge/contracts'
import type { Scope } from '@calbridge/core'
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

/** A tenant of its own for a real Cal.com: an address and a key, and what is found there. */
export async function importOwn({ url, key }: OwnCalcom, stack: StackFile, dir: string, log: Log, scope: Scope): Promise<KnownTenant> {
  const apply = (request: ApplyTenantRequest) =>
    applyTenant({ state: stateFolder(dir), addresses: stack.grpc.gateway ?? [], serviceToken: stack.serviceToken, request }, scope)
  const wanted = ApplyTenantRequest.fromPartial({
    calcomKeys: { [CREDENTIAL]: key },
    tenant: {
      slug: SLUG,
      name: 'Own Cal.com',
      active: true,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
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
  log(`reading event types of ${url} (a key that nothing is known of is left alone for a minute first)`)
  const context = { tenant: tenant.id, origin: 0, callId: '', requestId: '', idempotencyKey: '' } as const
  const credentialId = tenant.credentials[0]?.id ?? ''
  const found = await drift.importEventTypes({ context, credentialId, checkOnly: false }, { tenant: tenant.id })
  tell(found, log)
  return apply(wanted)
}

function tell({ eventTypes, warnings, written }: ImportEventTypesResponse, log: Log): void {
  for (const { eventTypeId, title, durationMin, state, scheduling } of eventTypes)
    log(`  ${eventTypeId.padStart(8)}  ${title} (${durationMin} min, ${scheduling}): ${state}`)
  for (const warning of warnings) log(`  note: ${warning}`)
  log(`${eventTypes.length} event types found, ${written} written`)
}
