export const SERVER_NAMES = ['kafka', 'mysql', 'redis'] as const
export type ServerName = (typeof SERVER_NAMES)[number]

/** The variable that names a server which runs already. */
export const SERVER_VARIABLE: Record<ServerName, string> = {
  kafka: 'KAFKA_BROKERS',
  mysql: 'MYSQL_URL',
  redis: 'REDIS_URL',
}

export interface RunningServer {
  /** As the variable would name it: brokers separated by commas, or a URL. */
  readonly address: string
  readonly source: 'environment' | 'docker' | 'native'
  /** The process, where it is one of ours. */
  readonly pid?: number
  stop(): Promise<void>
}
