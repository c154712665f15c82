import { DirectoryServiceClient } from '@calbridge/contracts'
import { grpcClient } from '@calbridge/grpc'
import { testScope } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { startGateway } from './start.ts'
import { gatewayEnvironment, SERVICE_TOKEN } from './testing/servers.ts'
import { wantedSalon } from './testing/wanted-salon.ts'

it('keeps tenants on MySQL 8.0.12 as it does on MariaDB: the same tables, once, and no version for no change', async () => {
  const scope = testScope()
  const { environment } = await gatewayEnvironment('mysql8')
  const { grpcPort } = await startGateway(loadConfig(environment), scope)
  const directory = grpcClient(
    DirectoryServiceClient,
    { addresses: [`127.0.0.1:${grpcPort}`], serviceToken: SERVICE_TOKEN, defaultDeadlineMs: 10_000 },
    scope,
  )
  const first = await directory.applyTenant(wantedSalon())
  expect(await directory.applyTenant(wantedSalon())).toEqual(first)
  const second = await directory.applyTenant(wantedSalon({ features: { v2_enabled: true }, name: 'Salon Mond' }))
  expect(second).toEqual({ ...first, version: 2, name: 'Salon Mond', features: { v2_enabled: true } })
})
