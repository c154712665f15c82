import { silentLog } from '@calbridge/core'
import { ownRedis, testScope, until } from '@calbridge/testkit'
import { expect, it } from 'vitest'
import { connectRedis } from './connect.ts'

it('fails at once while Redis is gone, and works again when it is back', async () => {
  const server = await ownRedis()
  const redis = await connectRedis({ url: server.address, log: silentLog }, testScope())
  expect(await redis.ping()).toBe('PONG')
  await server.stop()
  await until('the loss seen', () => redis.status !== 'ready')
  await expect(redis.get('key')).rejects.toThrow()
  await server.start()
  await until('the connection back', () => redis.status === 'ready')
  expect(await redis.ping()).toBe('PONG')
})

it('lets a service start before Redis does', async () => {
  const server = await ownRedis()
  await server.stop()
  const redis = await connectRedis({ url: server.address, log: silentLog }, testScope())
  await server.start()
  await until('connected', () => redis.status === 'ready')
  expect(await redis.ping()).toBe('PONG')
})
