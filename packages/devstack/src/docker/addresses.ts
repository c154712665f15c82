import type { ServerName } from '../server-name.ts'

export type Ports = Record<ServerName, number>

/** Where compose.yaml publishes its servers. */
export const composeEnv = ({ kafka, mysql, redis }: Ports): Record<string, string> => ({
  CALBRIDGE_KAFKA_PORT: String(kafka),
  CALBRIDGE_MYSQL_PORT: String(mysql),
  CALBRIDGE_REDIS_PORT: String(redis),
})

/** As the environment would name them; users and passwords are those of compose.yaml. */
export const composeAddresses = ({ kafka, mysql, redis }: Ports): Record<ServerName, string> => ({
  kafka: `127.0.0.1:${kafka}`,
  mysql: `mysql://root:calbridge@127.0.0.1:${mysql}/calbridge`,
  redis: `redis://127.0.0.1:${redis}`,
})
