/** Milliseconds on a clock that all processes of this machine share and nobody sets (CLOCK_MONOTONIC). */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6
