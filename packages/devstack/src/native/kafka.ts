import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCached } from '../install/cache.ts'
import { installMissing, type Need } from '../install/debian.ts'
import { mavenJars, mavenNeed } from '../install/maven.ts'
import { runCommand } from '../install/run-command.ts'
import type { Log } from '../log.ts'
import { kafkaAnswers } from '../probe.ts'
import { findProgram } from '../process/find-program.ts'
import { freePort } from '../process/free-port.ts'
import { startProcess } from '../process/owned-process.ts'
import { ready } from '../process/ready.ts'
import { kafkaProperties } from './kafka-properties.ts'
import { dataFolder, type NativeOptions, type NativeServer, prepare } from './native-server.ts'

const JARS = 'kafka-4.3.0'
const java = { programs: ['java'], package: 'default-jre-headless' }

/** Maven only until the jars are there. */
export const kafkaNeeds = (): Need[] => (isCached(JARS) ? [java] : [java, mavenNeed])

const MAVEN = join(import.meta.dirname, '../../maven')
// One node for development: a small heap, no time spent on optimising code that runs for minutes, and nothing written to /tmp.
const JVM = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData']

/** Sixteen bytes as Kafka spells them; the first bit is cleared, as a name that begins with `-` is taken for an option. */
export function clusterId(bytes: Buffer): string {
  bytes[0]! &= 0x7f
  return bytes.toString('base64url')
}

/** The folder of Kafka's jars, fetched the first time. */
export const kafkaJars = async (log: Log): Promise<string> => join(await mavenJars(JARS, join(MAVEN, 'kafka.xml'), log), 'jars')

/** Kafka 4.3.0 as one KRaft node. Topics are not created by themselves. */
export async function startKafka(options: NativeOptions): Promise<NativeServer> {
  await installMissing(kafkaNeeds(), options.log)
  const jars = await kafkaJars(options.log)
  const { folder, port } = await prepare('kafka', options)
  const program = findProgram('java')!
  const jvm = [...JVM, `-Dlog4j2.configurationFile=${join(MAVEN, 'kafka-log4j2.properties')}`, '-cp', `${jars}/*`]
  const properties = join(folder, 'server.properties')
  // Nobody listens on the broker's own yet, so that it is among the free ones.
  const controllerPort = [await freePort(), await freePort()].find((free) => free !== port)!

  await dataFolder(folder, async (unfinished) => {
    writeFileSync(properties, kafkaProperties({ port, controllerPort, data: unfinished }))
    await runCommand(program, [...jvm, 'kafka.tools.StorageTool', 'format', '-t', clusterId(randomBytes(16)), '-c', properties], {
      timeoutMs: 60_000,
    })
  })
  writeFileSync(properties, kafkaProperties({ port, controllerPort, data: join(folder, 'data') }))
  const args = [...jvm, 'kafka.Kafka', properties]
  const process = await startProcess({ name: 'kafka', dir: options.dir, program, args, graceMs: 20_000 })
  await ready(process, { what: `answers on 127.0.0.1:${port}`, timeoutMs: 60_000, probe: () => kafkaAnswers(port), log: options.log })
  return { address: `127.0.0.1:${port}`, port, pid: process.pid, process, stop: process.stop }
}
