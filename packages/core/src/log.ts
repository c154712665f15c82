type Write = (fields: object, message: string) => void

/** Where a package tells what happens; pino's logger is one. Fields carry no personal data and no secret. */
export interface Log {
  debug: Write
  info: Write
  warn: Write
  error: Write
}

const nothing: Write = () => {}

export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }
