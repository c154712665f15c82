import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parseReplicas } from './stack/instances.ts'

export const HELP = `npm start: everything on this machine, and the main job on it

  npm start -- [options]

  --once                 end after the job: exit code 0, or 1 and the step that failed
  --no-demo              only bring things up
  --fresh                begin anew: data of earlier runs is deleted
  --replicas NAME=N      run N of a service, such as availability=4 (may be repeated)
  --dir FOLDER           where data, logs and stack.json are (default: .calbridge)
  --calcom URL           a Cal.com of your own instead of the simulated one, such as https://api.cal.com
  --calcom-key KEY       its API key (or in CALCOM_API_KEY)
  --event-type ID        do the job on this event type there; its bookings are removed again
  --log-level LEVEL      of the services: debug, info, warn, error (default: info)
  --help                 this text

Servers come from KAFKA_BROKERS, MYSQL_URL and REDIS_URL where these are set, else from Docker, else they are installed.`

const LOG_LEVELS = ['debug', 'info', 'warn', 'error']

/** Reads the command line; throws with what is wrong and how to get help. */
export function parseOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      once: { type: 'boolean', default: false },
      demo: { type: 'boolean', default: true },
      fresh: { type: 'boolean', default: false },
      replicas: { type: 'string', multiple: true, default: [] },
      dir: { type: 'string', default: resolve(import.meta.dirname, '../.calbridge') },
      calcom: { type: 'string' },
      'calcom-key': { type: 'string', default: process.env.CALCOM_API_KEY },
      'event-type': { type: 'string' },
      'log-level': { type: 'string', default: 'info' },
      help: { type: 'boolean', default: false },
    },
  })
  const { calcom, 'calcom-key': key, 'event-type': eventType } = values
  if (calcom !== undefined && !URL.canParse(calcom)) throw new Error(`--calcom must be a URL such as https://api.cal.com, not "${calcom}"`)
  if (calcom !== undefined && !key) throw new Error('--calcom needs --calcom-key (or CALCOM_API_KEY)')
  if (!LOG_LEVELS.includes(values['log-level']))
    throw new Error(`--log-level must be one of ${LOG_LEVELS.join(', ')}, not "${values['log-level']}"`)
  if (eventType !== undefined && calcom === undefined) throw new Error('--event-type is for a Cal.com of your own: give --calcom, too')
  return {
    help: values.help,
    once: values.once,
    demo: values.demo,
    fresh: values.fresh,
    dir: resolve(values.dir),
    logLevel: values['log-level'],
    replicas: parseReplicas(values.replicas),
    calcom: calcom !== undefined && key ? { url: calcom.replace(/\/+$/, ''), key, eventType } : undefined,
  }
}
