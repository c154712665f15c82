/** Receives one line of progress for a person who waits. */
export type Log = (line: string) => void

export const toConsole: Log = (line) => console.log(line)

/** For `run` of core: what happens to the whole, told to a person. */
export const forPerson =
  (log: Log) =>
  (message: string, fields?: object): void =>
    log([message, ...Object.values(fields ?? {})].join(': '))

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
