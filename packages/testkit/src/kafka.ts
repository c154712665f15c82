import { randomUUID } from 'node:crypto'
import { ask } from './run/ask.ts'

/** The run's broker. Topics are not created by themselves: make them, under a `freeTopic` name. */
export async function kafkaBrokers(): Promise<string[]> {
  return (await ask('kafka')).address.split(',').map((broker) => broker.trim())
}

/** A name that no other test uses, for a topic or a consumer group. */
export const freeTopic = (name: string): string => `${name}.${randomUUID().slice(0, 13)}`
