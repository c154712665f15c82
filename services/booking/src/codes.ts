import { ClaimKind, Origin as OriginCode } from '@calbridge/contracts'
import type { Claim, Origin } from './domain/appointment.ts'

/** The domain's words as the wire spells them, in events and in answers. */
export const ORIGIN: Record<Origin, OriginCode> = {
  retell: OriginCode.ORIGIN_RETELL,
  admin: OriginCode.ORIGIN_ADMIN,
  api: OriginCode.ORIGIN_API,
  system: OriginCode.ORIGIN_SYSTEM,
  calcom: OriginCode.ORIGIN_CALCOM,
}

export const CLAIM_KIND: Record<Claim['kind'], ClaimKind> = {
  held: ClaimKind.CLAIM_KIND_HELD,
  pending: ClaimKind.CLAIM_KIND_PENDING,
  confirmed: ClaimKind.CLAIM_KIND_CONFIRMED,
}
