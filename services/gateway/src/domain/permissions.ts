export const PERMISSIONS = ['read', 'book', 'cancel', 'reschedule', 'admin'] as const

export type Permission = (typeof PERMISSIONS)[number]

/** An administrator may do all that others may. */
export const allows = (granted: readonly string[], wanted: Permission): boolean => granted.includes(wanted) || granted.includes('admin')
