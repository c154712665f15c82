import { mysqlUrl, testScope } from '@calbridge/testkit'
import { type Database, type DatabaseOptions, openDatabase } from './database.ts'

export const ENGINES = ['mariadb', 'mysql8'] as const
export type Engine = (typeof ENGINES)[number]

/** An empty database of the test's own. */
export const databaseUrl = (engine: Engine): Promise<string> => mysqlUrl({ engine })

/** A pool that is closed after the test. */
export const open = (url: string, options: Partial<DatabaseOptions> = {}): Database => openDatabase({ url, ...options }, testScope())
