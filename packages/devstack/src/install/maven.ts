import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Log, seconds } from '../log.ts'
import { cachedFolder } from './cache.ts'
import { installMissing } from './debian.ts'
import { runCommand } from './run-command.ts'

const FETCH_MS = 600_000

/** Else it leaves a file in /tmp. */
const QUIET_JVM = { MAVEN_OPTS: `${process.env.MAVEN_OPTS ?? ''} -XX:-UsePerfData`.trim() }

export const mavenNeed = { programs: ['mvn'], package: 'maven' }

/** Fetches the jars that `pom` depends on into the user's cache, once, and gives their folder. */
export function mavenJars(name: string, pom: string, log: Log): Promise<string> {
  return cachedFolder(name, async (folder) => {
    await installMissing([mavenNeed], log)
    const begun = performance.now()
    log(`${name}: fetching jars from Maven Central (some 40 MB)`)
    // Maven writes beside its pom: a copy keeps the sources clean.
    copyFileSync(pom, join(folder, 'pom.xml'))
    const args = ['-q', '-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`]
    await runCommand('mvn', args, { timeoutMs: FETCH_MS, env: { ...process.env, ...QUIET_JVM } }).catch((cause) => {
      throw new Error(`${name}: the jars could not be fetched; Maven needs a way to Maven Central (~/.m2/settings.xml names mirrors)`, {
        cause,
      })
    })
    log(`${name}: fetched in ${seconds(performance.now() - begun)}`)
  })
}
