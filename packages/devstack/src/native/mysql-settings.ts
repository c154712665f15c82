/** The user of every database that devstack starts; it may do all, and listens on 127.0.0.1 only. */
const MYSQL_USER = 'calbridge'
const MYSQL_DATABASE = 'calbridge'

export const mysqlUrl = (port: number): string => `mysql://${MYSQL_USER}:${MYSQL_USER}@127.0.0.1:${port}/${MYSQL_DATABASE}`

/** Carried out at each start, before the server takes connections. One statement a line, as `--init-file` wants. */
export const INIT_SQL = [
  `CREATE DATABASE IF NOT EXISTS ${MYSQL_DATABASE}`,
  `CREATE USER IF NOT EXISTS '${MYSQL_USER}'@'%' IDENTIFIED BY '${MYSQL_USER}'`,
  `GRANT ALL PRIVILEGES ON *.* TO '${MYSQL_USER}'@'%' WITH GRANT OPTION`,
]
  .map((statement) => `${statement};\n`)
  .join('')

/** What MariaDB and MySQL are told alike. */
export const serverSettings = (port: number, data: string, initFile: string): string[] => [
  `--datadir=${data}`,
  `--port=${port}`,
  '--bind-address=127.0.0.1',
  // Relative to the data: a socket's path must not be longer than 107 characters.
  '--socket=mysql.sock',
  `--pid-file=${data}/mysql.pid`,
  `--init-file=${initFile}`,
  '--skip-name-resolve',
  '--max-connections=500',
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_unicode_ci',
  // A commit is on disk when it is acknowledged: as in production, and what is measured is true.
  '--innodb-flush-log-at-trx-commit=1',
  '--performance-schema=OFF',
  ...(process.getuid?.() === 0 ? ['--user=root'] : []),
]
