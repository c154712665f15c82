import { expect, it } from 'vitest'
import { mask } from './mask.ts'

it.each([
  ['jane.doe+x@mail.example.co.uk', '[email]'],
  ['<jane@example.com>,bob@x.de', '<[email]>,[email]'],
  ['call +4915112345678 now', 'call [phone] now'],
  ['+49 151 1234 5678', '[phone]'],
  ['+49 (0)30 901820-55', '[phone]'],
  ['0049 30 901820', '[phone]'],
  ['0151/12345678', '[phone]'],
  ['authorization: Bearer abc.DEF-123_~+/=', 'authorization: [token]'],
  ['bearer x', '[token]'],
  ['key cal_live_1234567890abcdef', 'key [token]'],
  ['"phone":"+4915112345678"', '"phone":"[phone]"'],
])('masks “%s”', (clear, masked) => expect(mask(clear)).toBe(masked))

it.each([
  '2026-11-21T09:30:00.000Z',
  '2026-11-21 09:30:00',
  'from 2026-11-21 to 2026-11-22',
  '127.0.0.1:50051',
  'offset 4915112345678 of appointments.v1/3',
  '019a9f3c-1c2d-7e00-8000-0123456789ab',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  '0af7651916cd43dd8448eb211c80319c',
  '1795253698317',
  'duration 0.000123456789 s',
  'tenant 7/calbridge.booking.v1',
])('leaves “%s” as it is', (text) => expect(mask(text)).toBe(text))
