import type { Service } from '@calbridge/contracts'

export const presentService = ({ id, name, durationMin }: Service) => ({ id: Number(id), name, duration: durationMin })
