import { expect, it } from 'vitest'
import { ownKafka, ownRedis, redisUrl, until } from './index.ts'
import { redisCommand } from './redis-command.ts'

it('brings a stopped and a killed Redis back on the same port with its data', async () => {
  const redis = await ownRedis()
  const { address } = redis
  await redisCommand(address, 'SET key kept')
  await redis.stop()
  await expect(redisCommand(address, 'GET key')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await redis.start()
  expect(await redisCommand(address, 'GET key')).toBe('$4')
  await redis.kill()
  await redis.start()
  expect(redis.address).toBe(address)
  expect(await redisCommand(address, 'GET key')).toBe('$4')
})

it('flushes only its own', async () => {
  const shared = await redisUrl()
  await redisCommand(shared, 'SET key kept')
  await redisCommand((await ownRedis()).address, 'FLUSHALL')
  expect(await redisCommand(shared, 'GET key')).toBe('$4')
})

it('freezes: connections are taken and nothing is answered until it thaws', async () => {
  const redis = await ownRedis()
  redis.freeze()
  let answer = ''
  const asking = redisCommand(redis.address, 'PING').then((line) => {
    answer = line
  })
  await until('half a second of silence', () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 500)))
  expect(answer).toBe('')
  redis.thaw()
  await asking
  expect(answer).toBe('+PONG')
})

it('brings a stopped Kafka back on the same port', async () => {
  const kafka = await ownKafka()
  const { address, pid } = kafka
  await kafka.stop()
  await kafka.start()
  expect(kafka.address).toBe(address)
  expect(kafka.pid).not.toBe(pid)
})
