/** So many runs may be spent on making a failure short. */
const MOST_RUNS = 400

/**
 * The shortest list of operations found that still fails: larger parts are left out first, then single ones, until no single one
 * can be left out or the runs are used up.
 */
export async function shortestFailing<Operation>(
  operations: readonly Operation[],
  fails: (operations: readonly Operation[]) => Promise<boolean>,
): Promise<readonly Operation[]> {
  let shortest = operations
  let runs = 0
  for (let size = Math.ceil(operations.length / 2); size >= 1; ) {
    let shorter: readonly Operation[] | undefined
    for (let from = 0; from < shortest.length && !shorter && runs < MOST_RUNS; from += size, runs++) {
      const without = [...shortest.slice(0, from), ...shortest.slice(from + size)]
      if (await fails(without)) shorter = without
    }
    if (shorter) shortest = shorter
    else size = size === 1 ? 0 : Math.ceil(size / 2)
  }
  return shortest
}
