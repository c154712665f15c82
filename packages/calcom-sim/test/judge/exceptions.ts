/** A recorded exchange that the simulator does not answer alike, and why that is left so. */
export interface Exception {
  readonly name: string
  readonly reason: string
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    name: 'slots_dst_autumn_2027',
    reason:
      'The recorded answer lacks the last slot of its range (2 Nov 00:00+01:00, inside the asked UTC days), which the same server lists for the same range in another zone and in spring. No rule that fits all three was found.',
  },
]
