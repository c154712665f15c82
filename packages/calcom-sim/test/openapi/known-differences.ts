/** A property that a real server fills otherwise than Cal.com's own document says. */
export interface Difference {
  readonly property: string
  /** Only in schemas whose name matches; in all when absent. */
  readonly schema?: RegExp
  readonly reason: string
}

export const KNOWN_DIFFERENCES: readonly Difference[] = [
  { property: 'rating', reason: 'null on the wire, documented as a number' },
  { property: 'rescheduledByEmail', reason: 'null on the wire, documented as a string' },
  { property: 'description', reason: 'null for a seated booking' },
  { property: 'currentPage', reason: '0 for an empty result, documented from 1' },
  { property: 'id', schema: /Webhook/, reason: 'a uuid, documented as a number' },
  { property: 'payloadTemplate', reason: 'null' },
  { property: 'isDefault', reason: 'a boolean, documented as an object' },
  { property: 'forwardParamsSuccessRedirect', reason: 'a boolean, documented as an object' },
  { property: 'bookingWindow', reason: 'an object, documented as an array' },
  { property: 'seats', reason: '{"disabled":true} when there are none' },
  { property: 'recurrence', reason: 'null when there is none' },
  { property: 'users', schema: /EventType/, reason: 'objects, documented as strings' },
  { property: 'days', schema: /Schedule/, reason: 'oddly encoded in the document' },
  { property: 'startTime', schema: /Schedule/, reason: 'oddly encoded in the document' },
  { property: 'endTime', schema: /Schedule/, reason: 'oddly encoded in the document' },
]
