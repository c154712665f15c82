import type { Transaction } from '@calbridge/mysql'
import type { Appointment } from '../domain/appointment.ts'

/** The tenant's customer with the attendee's e-mail, else phone; made when there is none. A known one's name is left alone. */
export async function customerOf(trx: Transaction, { tenant, attendee, source }: Appointment): Promise<number | null> {
  const { name, email, phone } = attendee
  if (!email && !phone) return null
  if (!email) {
    const known = await trx('customers').where({ company_id: tenant, phone }).first('id')
    if (known) return Number(known.id)
  }
  const [result] = await trx.raw(
    `INSERT INTO customers (company_id, name, email, phone, source) VALUES (?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)`,
    [tenant, name, email ?? null, phone ?? null, source ?? null],
  )
  return Number(result.insertId)
}
