import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installMissing } from '../install/debian.ts'
import { runCommand } from '../install/run-command.ts'
import { mysqlAnswers } from '../probe.ts'
import { findProgram } from '../process/find-program.ts'
import { startProcess } from '../process/owned-process.ts'
import { ready } from '../process/ready.ts'
import { INIT_SQL, mysqlUrl, serverSettings } from './mysql-settings.ts'
import { dataFolder, type NativeOptions, type NativeServer, prepare } from './native-server.ts'

// The programs without the service of the system that mariadb-server would bring.
export const mariadbNeeds = [
  { programs: ['mariadbd'], package: 'mariadb-server-core' },
  { programs: ['mariadb-install-db'], package: 'mariadb-server-core' },
  { programs: ['my_print_defaults'], package: 'mariadb-client-core' },
]

const INSTALL_MS = 60_000

/** Debian's MariaDB, under the name `mysql`. */
export async function startMysql(options: NativeOptions): Promise<NativeServer> {
  await installMissing(mariadbNeeds, options.log)
  const { folder, port } = await prepare('mysql', options)
  const data = await dataFolder(folder, async (unfinished) => {
    const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []
    const args = ['--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db', `--datadir=${unfinished}`, ...asRoot]
    await runCommand(findProgram('mariadb-install-db')!, args, { timeoutMs: INSTALL_MS })
  })
  const initFile = join(folder, 'init.sql')
  writeFileSync(initFile, INIT_SQL)
  const args = ['--no-defaults', ...serverSettings(port, data, initFile)]
  const server = await startProcess({ name: 'mysql', dir: options.dir, program: findProgram('mariadbd')!, args, graceMs: 20_000 })
  await ready(server, { what: `answers on 127.0.0.1:${port}`, timeoutMs: 60_000, probe: () => mysqlAnswers(port), log: options.log })
  return { address: mysqlUrl(port), port, pid: server.pid, process: server, stop: server.stop }
}
