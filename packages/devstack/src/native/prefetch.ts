import { dockerAnswers } from '../docker/engine.ts'
import { installMissing } from '../install/debian.ts'
import type { Log } from '../log.ts'
import { SERVER_NAMES, SERVER_VARIABLE } from '../server-name.ts'
import { kafkaJars, kafkaNeeds } from './kafka.ts'
import { hasMysql8, mysql8Needs, mysqlHome } from './mysql8.ts'
import { NEEDS } from './native-servers.ts'

/**
 * Gets all that starting servers without Docker would fetch and install, MySQL 8 included, so that no test's time
 * runs out over it. Does nothing where all is there already. Throws with what to install by hand.
 */
export async function prefetch(log: Log): Promise<void> {
  if (await dockerAnswers()) return
  const names = SERVER_NAMES.filter((name) => !process.env[SERVER_VARIABLE[name]])
  await installMissing([...names.flatMap((name) => NEEDS[name]()), ...(hasMysql8 ? [...mysql8Needs, ...kafkaNeeds()] : [])], log)
  if (names.includes('kafka')) await kafkaJars(log)
  if (hasMysql8) await mysqlHome(log)
}
