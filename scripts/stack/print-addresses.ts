import { join } from 'node:path'
import type { Log } from '@calbridge/devstack'
import type { StackFile } from './stack-file.ts'

/** Where everything is, and how to try it by hand. Keys are in the file, not on the screen. */
export function printAddresses({ gateway, grpc, metrics, simulator, tenant }: StackFile, dir: string, log: Log): void {
  const file = join(dir, 'stack.json')
  const [day = '', next = ''] = [3, 4].map((ahead) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10))
  const lookUp = JSON.stringify({ service_id: tenant.services.haircut, branch_id: tenant.branches.mitte, start_date: day, end_date: next })
  const request = JSON.stringify({
    context: { tenant: tenant.id },
    serviceId: tenant.services.haircut,
    branchId: tenant.branches.mitte,
    ...range(day),
  })
  const lines = [
    '',
    `gateway    ${gateway} (documentation: ${gateway}/docs)`,
    ...Object.entries(grpc).map(([service, addresses]) => `gRPC       ${addresses.join(', ')} (${service})`),
    ...Object.entries(metrics).map(([name, url]) => `metrics    ${url} (${name})`),
    ...(simulator ? [`Cal.com    ${simulator} (simulated; its control: ${simulator}/_sim/health)`] : []),
    `all of it  ${file} (addresses, ids, keys, process ids)`,
    '',
    'Try it:',
    `  KEY=$(node -p "require('${file}').tenant.apiKey")`,
    `  curl -s ${gateway}/api/v2/availability/simple -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '${lookUp}'`,
    `  grpcurl -plaintext -H "x-api-key: $KEY" -d '${request}' ${grpc.availability?.[0]} calbridge.availability.v1.AvailabilityService/GetSlots`,
    '',
  ]
  for (const line of lines) log(line)
}

const range = (day: string) => ({ fromMs: Date.parse(`${day}T00:00:00Z`), toMs: Date.parse(`${day}T23:59:59Z`) })
