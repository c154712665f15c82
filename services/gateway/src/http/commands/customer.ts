import type { Customer } from '@calbridge/contracts'
import type { CreateBookingRequest } from '../schemas/requests.ts'

/** The customer as everything behind the gateway spells one: e-mail in lower case, phone without blanks, `00` as `+`. */
export const customerOf = ({ name, email, phone, language }: CreateBookingRequest['customer'], timeZone: string): Customer => ({
  name,
  email: email?.toLowerCase() ?? '',
  phone: phone ? phone.replace(/[\s()\-/]/g, '').replace(/^00/, '+') : '',
  timeZone,
  language: language ?? '',
})
