/**
 * Lays what is wanted over what stands. Blank texts, empty lists and absent values say nothing and keep what stands;
 * numbers and booleans are taken as they are, 0 and false being values.
 */
export function overlay<T extends object>(standing: T, wanted: Partial<T>): T {
  const said = Object.entries(wanted).filter(
    ([, value]) => value !== '' && value !== undefined && !(Array.isArray(value) && value.length === 0),
  )
  return { ...standing, ...Object.fromEntries(said) }
}
