const branchId = (n: number): string => `00000000-0000-4000-8001-00000000000${n}`
const staffId = (n: number): string => `00000000-0000-4000-8002-00000000000${n}`

/** Names of what `salonTenant()` holds. */
export const SALON = {
  tenant: '1',
  /** Numbers of old scripts: 1 and 2. */
  branches: { mitte: branchId(1), nord: branchId(2) },
  /** Mara, Jonas and Aylin work at Mitte, Lena and Timo at Nord. Numbers of old scripts 1 to 5, users 101 to 105 of Cal.com. */
  staff: { mara: staffId(1), jonas: staffId(2), aylin: staffId(3), lena: staffId(4), timo: staffId(5) },
  /** `perm` is composite; `colour` is for Mitte alone, `beard` for Nord alone; for `walkIn` Cal.com chooses the host; `retired` is not active. */
  services: { cut: '1', perm: '2', colour: '3', beard: '4', wash: '5', walkIn: '6', advice: '7', retired: '8' },
  /** Segments of `perm`, with 15 to 30 minutes between. */
  segments: { wrap: 'A', fix: 'B' },
  /** Each branch has its own key of Cal.com. */
  credentials: { mitte: '1', nord: '2' },
  hooks: { mitte: 'hook-mitte', nord: 'hook-nord' },
  apiKey: {
    clear: 'salon-test-key',
    /** SHA-256 of `clear`. */
    hash: 'baf8e6b30fbd5eb578a2d32b931388fd92448f8caa973c5bec1f1710eb397d8e',
  },
} as const

type StaffName = keyof typeof SALON.staff
type BranchName = keyof typeof SALON.branches

/** The event type of a service with a staff member, or with whom Cal.com chooses at a branch. */
export function eventTypeAt(service: keyof typeof SALON.services, host: StaffName | BranchName, segmentKey = ''): string {
  const names = ['mitte', 'mara', 'jonas', 'aylin', 'lena', 'timo', 'nord']
  const segment = ['', 'A', 'B'].indexOf(segmentKey)
  return String(10_000 + Number(SALON.services[service]) * 100 + segment * 10 + names.indexOf(host))
}
