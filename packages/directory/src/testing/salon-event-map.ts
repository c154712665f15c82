import type { EventMapping } from '@calbridge/contracts'
import { eventTypeAt, SALON } from './salon-ids.ts'
import { DOERS } from './salon-services.ts'

type ServiceName = keyof typeof SALON.services
type BranchName = keyof typeof SALON.branches
type StaffName = keyof typeof SALON.staff

const TEAMS: Record<BranchName, readonly StaffName[]> = { mitte: ['mara', 'jonas', 'aylin'], nord: ['lena', 'timo'] }
const branchOf = (name: StaffName): BranchName => (TEAMS.mitte.includes(name) ? 'mitte' : 'nord')

/** One event type for each service, segment and staff member; of `walkIn` one for each branch. */
export function salonEventMap(): EventMapping[] {
  const own = (Object.keys(SALON.services) as ServiceName[])
    .filter((service) => service !== 'walkIn')
    .flatMap((service) => DOERS[service].flatMap((name) => segmentsOf(service).map((segment) => ownRow(service, name, segment))))
  return [...own, teamRow('mitte'), teamRow('nord')].map((row, at) => ({ ...row, id: String(at + 1) }))
}

const segmentsOf = (service: ServiceName): string[] => (service === 'perm' ? Object.values(SALON.segments) : [''])

const ownRow = (service: ServiceName, name: StaffName, segmentKey: string): EventMapping => ({
  ...row(service, branchOf(name), eventTypeAt(service, name, segmentKey)),
  segmentKey,
  staffId: SALON.staff[name],
  hostStaffIds: [SALON.staff[name]],
  slug: `${service}-${name}${segmentKey.toLowerCase()}`,
})

const teamRow = (branch: BranchName): EventMapping => ({
  ...row('walkIn', branch, eventTypeAt('walkIn', branch)),
  hostStaffIds: TEAMS[branch].map((name) => SALON.staff[name]),
  slug: `walk-in-${branch}`,
})

const row = (service: ServiceName, branch: BranchName, eventTypeId: string): EventMapping => ({
  id: '',
  serviceId: SALON.services[service],
  branchId: SALON.branches[branch],
  segmentKey: '',
  staffId: '',
  eventTypeId,
  credentialId: SALON.credentials[branch],
  slug: '',
  hostStaffIds: [],
  durationMin: 0,
  seated: false,
})
