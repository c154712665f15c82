import { v7 } from 'uuid'

const GOOD = /^[\w.:-]{1,100}$/

/** The caller's own id where it is one that can stand in a header and a log, else a new one. */
export const requestIdOf = (given: string | undefined): string => (given !== undefined && GOOD.test(given) ? given : v7())
