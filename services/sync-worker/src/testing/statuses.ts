import { AppointmentStatus, SyncStatus } from '@calbridge/contracts'

export const PENDING = AppointmentStatus.APPOINTMENT_STATUS_PENDING
export const SYNCED = SyncStatus.SYNC_STATUS_SYNCED
export const SYNC_PENDING = SyncStatus.SYNC_STATUS_PENDING

export const statusAfter = {
  cancel: AppointmentStatus.APPOINTMENT_STATUS_CANCELLED,
  refusal: AppointmentStatus.APPOINTMENT_STATUS_FAILED,
}
