import type { Service, ServiceStaff } from '@calbridge/contracts'
import { SALON } from './salon-ids.ts'

type StaffName = keyof typeof SALON.staff

/** Who does what, the preferred first; weights fall from 2 by a quarter. */
export const DOERS: Record<keyof typeof SALON.services, readonly StaffName[]> = {
  cut: ['mara', 'jonas', 'aylin', 'lena', 'timo'],
  perm: ['mara', 'aylin', 'lena'],
  colour: ['aylin', 'mara'],
  beard: ['timo'],
  wash: ['jonas', 'lena'],
  walkIn: ['mara', 'jonas', 'aylin', 'lena', 'timo'],
  advice: ['aylin', 'lena'],
  retired: ['mara'],
}

type Shape = Partial<Service> & Pick<Service, 'name' | 'durationMin'>

const SHAPES: Record<keyof typeof SALON.services, Shape> = {
  cut: { name: 'Haarschnitt', durationMin: 45, bufferAfterMin: 5 },
  perm: {
    name: 'Dauerwelle',
    durationMin: 125,
    bufferBeforeMin: 5,
    bufferAfterMin: 10,
    composite: true,
    segments: [
      { key: SALON.segments.wrap, name: 'Wickeln', durationMin: 60, gapAfterMin: 15, gapAfterMax: 30, preferSameStaff: true },
      { key: SALON.segments.fix, name: 'Fixieren', durationMin: 50, gapAfterMin: 0, gapAfterMax: 0, preferSameStaff: true },
    ],
  },
  colour: { name: 'Farbe', durationMin: 90, bufferAfterMin: 15, branchIds: [SALON.branches.mitte] },
  beard: { name: 'Bart', durationMin: 20, branchIds: [SALON.branches.nord] },
  wash: { name: 'Waschen und Föhnen', durationMin: 30 },
  walkIn: { name: 'Schnitt ohne Wahl', durationMin: 30, minimumNoticeMin: 0 },
  advice: { name: 'Beratung', durationMin: 15, minimumNoticeMin: 1_440 },
  retired: { name: 'Wasserwelle', durationMin: 60, active: false },
}

export const salonServices = (): Service[] =>
  (Object.keys(SHAPES) as (keyof typeof SHAPES)[]).map((slug) => ({
    id: SALON.services[slug],
    slug,
    bufferBeforeMin: 0,
    bufferAfterMin: 0,
    minimumNoticeMin: 120,
    active: true,
    composite: false,
    segments: [],
    staff: DOERS[slug].map(doer),
    branchIds: [],
    ...structuredClone(SHAPES[slug]),
  }))

const doer = (name: StaffName, at: number): ServiceStaff => ({
  staffId: SALON.staff[name],
  weight: 2 - at / 4,
  canBook: true,
  allowedSegments: [],
})
