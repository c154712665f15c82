import { expect, it } from 'vitest'
import { clusterId } from './kafka.ts'

it('never names a cluster so that it looks like an option', () => {
  for (let first = 0; first < 256; first++) expect(clusterId(Buffer.alloc(16, first))).toMatch(/^[A-Za-z0-9][\w-]{21}$/)
})
