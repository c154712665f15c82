import { ApplyTenantRequest, type Tenant } from '@calbridge/contracts'

/** A tenant as a person would write it down: no ids, everything by name. */
export const wantedSalon = (changes: Partial<Tenant> = {}): ApplyTenantRequest =>
  ApplyTenantRequest.fromPartial({
    calcomKeys: { main: 'cal_live_secret' },
    webhookSecrets: { 'hook-of-salon': 'first-secret' },
    tenant: {
      slug: 'salon',
      name: 'Salon Sonne',
      active: true,
      branches: [
        { name: 'Mitte', active: true },
        { name: 'Nord', active: true, timeZone: 'Europe/Vienna' },
      ],
      staff: [
        { name: 'Mara', email: 'Mara@Example.com', branchId: 'mitte', active: true, calcomUserId: 101 },
        { name: 'Jörg', branchId: 'nord', active: true },
      ],
      services: [
        {
          name: 'Haarschnitt',
          durationMin: 45,
          minimumNoticeMin: 120,
          active: true,
          branchIds: ['Mitte', 'nord'],
          staff: [
            { staffId: 'Mara', canBook: true, weight: 1.5 },
            { staffId: 'joerg', canBook: true },
          ],
        },
      ],
      credentials: [{ name: 'main', baseUrl: 'http://127.0.0.1:1' }],
      eventMap: [{ serviceId: 'haarschnitt', branchId: 'mitte', staffId: 'mara', eventTypeId: '4711' }],
      webhooks: [{ hookId: 'hook-of-salon', credentialId: 'main' }],
      ...changes,
    },
  })
