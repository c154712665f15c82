/**
 * Lays what is wanted over what stands. Blank texts, empty lists and absent values say nothing and keep what stands.
 * Numbers and booleans are taken as they are, 0 and false being values, where the thing is `described`; of one that is only
 * referred to (it came without a name) they say nothing either, as the wire can't tell a 0 from nothing said.
 */
export function overlay<T extends object>(standing: T, wanted: Partial<T>, described = true): T {
  const said = Object.entries(wanted).filter(([, value]) => isSaid(value, described))
  return { ...standing, ...Object.fromEntries(said) }
}

function isSaid(value: unknown, described: boolean): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return described
  return value !== '' && value !== undefined && !(Array.isArray(value) && value.length === 0)
}
