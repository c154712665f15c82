export { connectRedis, type RedisOptions } from './connect.ts'
