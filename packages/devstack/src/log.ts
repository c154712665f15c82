/** Receives one line of progress for a person who waits. */
export type Log = (line: string) => void

export const toConsole: Log = (line) => console.log(line)

export const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
