import { parseReplicas } from '../scripts/stack/instances.ts'
import type { StackFile } from '../scripts/stack/stack-file.ts'
import { startStack } from '../scripts/stack/start-stack.ts'
import type { BenchContext } from './bench.ts'

/** A stack of its own, without data, on its own ports; ends with the bench. `availability=4` runs more of one service. */
export const freshStack = ({ dir, log, scope }: BenchContext, ...replicas: string[]): Promise<StackFile> =>
  startStack({ dir, fresh: true, replicas: parseReplicas(replicas), log }, scope)

/** The service token's metadata, acting for the tenant. */
export const actingFor = (stack: StackFile, tenant = stack.tenant.id): Record<string, string> => ({
  authorization: `Bearer ${stack.serviceToken}`,
  'x-calbridge-tenant': tenant,
})
