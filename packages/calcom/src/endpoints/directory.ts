import { z } from 'zod'
import type { Call } from '../call.ts'
import type { CalcomClient } from '../client.ts'
import { eventType, me, schedule } from '../responses/directory.ts'
import { EVENT_TYPES_VERSION, SCHEDULES_VERSION } from './versions.ts'

const kind = 'directory'

/** What the key's user has: event types, schedules, and itself. */
export function directoryEndpoints(call: Call): Pick<CalcomClient, 'eventTypes' | 'eventType' | 'schedules' | 'me'> {
  return {
    eventTypes: (options) => {
      const path = '/v2/event-types'
      const answer = z.array(eventType)
      return call({ name: 'event_types', kind, method: 'GET', route: path, path, version: EVENT_TYPES_VERSION, answer }, options)
    },

    eventType: (id, options) => {
      const route = '/v2/event-types/{id}'
      const path = `/v2/event-types/${id}`
      return call({ name: 'event_type', kind, method: 'GET', route, path, version: EVENT_TYPES_VERSION, answer: eventType }, options)
    },

    schedules: (options) => {
      const path = '/v2/schedules'
      const answer = z.array(schedule)
      return call({ name: 'schedules', kind, method: 'GET', route: path, path, version: SCHEDULES_VERSION, answer }, options)
    },

    me: (options) => call({ name: 'me', kind, method: 'GET', route: '/v2/me', path: '/v2/me', answer: me }, options),
  }
}
