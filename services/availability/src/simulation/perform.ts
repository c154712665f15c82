import { AppError } from '@calbridge/core'
import { ProcessDied } from '@calbridge/simulation'
import type { Query } from '../application/query.ts'
import { DAY_MS, dayStartMs } from '../domain/utc-day.ts'
import type { LoggedLookUp } from './look-up-log.ts'
import { slotStartMs } from './model-calcom.ts'
import type { Operation } from './operations.ts'
import { HOSTS, type World } from './world.ts'

type Ask = Omit<Extract<Operation, { kind: 'ask' }>, 'atMs' | 'kind'>

const MAX_AGE_MS = 1_000

type Of<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>
type Doing = { readonly [Kind in Operation['kind']]: (world: World, operation: Of<Kind>, log: LoggedLookUp[]) => void }

/** Does one operation now. Look-ups are noted in the log, with what comes of them. */
export const perform = (world: World, operation: Operation, log: LoggedLookUp[]): void =>
  (DOING[operation.kind] as Doing['ask'])(world, operation as Of<'ask'>, log)

const DOING: Doing = {
  ask: lookUp,
  book: ({ booking, firstDay }, { host, day, slot }) =>
    booking.book(HOSTS[host]!.eventTypeId, HOSTS[host]!.staffId, slotStartMs(firstDay + day, slot)),
  book_there: ({ booking, firstDay }, { host, day, slot }) =>
    booking.bookThere(HOSTS[host]!.eventTypeId, HOSTS[host]!.staffId, slotStartMs(firstDay + day, slot)),
  hold: ({ booking, firstDay }, { host, day, slot, forMs }) =>
    booking.hold(HOSTS[host]!.eventTypeId, HOSTS[host]!.staffId, slotStartMs(firstDay + day, slot), forMs),
  cancel: ({ booking }, { nth }) => booking.cancel(nth),
  cancel_there: ({ booking }, { nth }) => booking.cancelThere(nth),
  kill: (world, operation) => {
    const { process, news } = world.processes[operation.process]!
    process.kill()
    news.close(0)
    world.witness.troubled(process, 'killed')
    world.restart(operation.process)
  },
  pause: ({ processes, witness }, operation) => {
    const { process } = processes[operation.process]!
    process.pause(operation.forMs)
    witness.troubledFor(process, 'paused', operation.forMs)
  },
  step_clock: ({ processes }, { process, byMs }) => processes[process]!.process.stepClock(byMs),
  cut_news: ({ processes, simulation, witness }, operation) => {
    const { process, news } = processes[operation.process]!
    const { silentMs, awayMs } = operation
    simulation.note(process.name, `news silent for ${silentMs} ms, then away for ${awayMs} ms`)
    news.silence()
    simulation.after(silentMs, () => news.close(awayMs))
    witness.troubledFor(process, 'news', silentMs + awayMs)
  },
  flush: ({ simulation, witness, cache }) => {
    simulation.note('redis', 'flushed')
    witness.troubled(undefined, 'redis')
    witness.troubled(undefined, 'emptied')
    cache.flush()
  },
  lose_leases: ({ simulation, witness, cache }) => {
    simulation.note('redis', 'leases lost')
    witness.troubled(undefined, 'redis')
    cache.leases.clear()
  },
  lose_redis: ({ simulation, cache, witness, processes, redisDown }, { forMs, silent, emptied }) => {
    simulation.note('redis', `${silent ? 'hangs' : 'down'} for ${forMs} ms${emptied ? ', then empty' : ''}`)
    witness.troubledFor(undefined, 'redis', forMs)
    redisDown(silent ? 'silent' : 'refused', forMs)
    for (const { news } of processes) {
      if (silent) news.silence()
      else news.close(forMs)
    }
    simulation.after(forMs, () => {
      if (emptied) {
        witness.troubled(undefined, 'emptied')
        cache.flush()
      }
      for (const { news } of processes) news.close(1)
    })
  },
  calcom_trouble: ({ simulation, calcom }, { trouble, forMs }) => {
    simulation.note('calcom', `${trouble} for ${forMs} ms`)
    calcom.trouble = trouble
    simulation.after(forMs, () => {
      calcom.trouble = 'none'
    })
  },
}

export function lookUp({ simulation, processes, firstDay, unitsOf }: World, ask: Ask, log: LoggedLookUp[]): void {
  const { process, find, deadline } = processes[ask.process]!
  const fromMs = dayStartMs(firstDay + ask.firstDay)
  const range = { fromMs, toMs: fromMs + ask.days * DAY_MS - 1 }
  const query: Query = { units: unitsOf(ask.host), range, freshness: ask.freshness, maxAgeMs: MAX_AGE_MS, holder: '' }
  const logged: LoggedLookUp = { process, query, withinMs: ask.withinMs, askedMs: simulation.elapsedMs }
  log.push(logged)
  const work = process.run(() => {
    logged.startedMs = simulation.elapsedMs
    return find(query, deadline(ask.withinMs))
  })
  void work.then(
    (found) => {
      simulation.note(
        process.name,
        `answered ${ask.withinMs} ms look-up of ${logged.askedMs}: ${found.source}${found.degraded ? ', degraded' : ''}`,
      )
      logged.end = { atMs: simulation.elapsedMs, found, error: undefined }
    },
    (error: unknown) => {
      simulation.note(process.name, `failed look-up of ${logged.askedMs}: ${error}`)
      if (!(error instanceof AppError || error instanceof ProcessDied)) simulation.fail(error)
      logged.end = { atMs: simulation.elapsedMs, found: undefined, error }
    },
  )
}
