import type { AppointmentEvent } from '@calbridge/contracts'
import type { Simulation } from '@calbridge/simulation'
import type { ReplicaProcess } from './replica-process.ts'

const AGAIN_MS = 200
/** Of what was consumed, so much comes once more later: a consumer died before it had told how far it was. */
const REPEATED = 0.15

/** Brings events to whatever process lives: at least once, and those of an appointment in their order. */
export class Deliveries {
  readonly #simulation: Simulation
  readonly #processes: () => readonly ReplicaProcess[]
  readonly #random: () => number
  readonly #queues = new Map<string, AppointmentEvent[]>()

  constructor(simulation: Simulation, processes: () => readonly ReplicaProcess[]) {
    this.#simulation = simulation
    this.#processes = processes
    this.#random = simulation.random('deliveries')
  }

  publish(event: AppointmentEvent): void {
    const uid = event.meta!.appointmentUid
    const queue = this.#queues.get(uid) ?? []
    this.#queues.set(uid, queue)
    queue.push(event)
    if (queue.length === 1) this.#deliverFirst(queue)
  }

  #deliverFirst(queue: AppointmentEvent[]): void {
    const event = queue[0]!
    this.#simulation.after(5 + 40 * this.#random(), () => {
      void this.#consume(event).then(
        () => {
          if (this.#random() < REPEATED) this.#simulation.after(2_000 * this.#random(), () => void this.#consume(event).catch(() => {}))
          queue.shift()
          if (queue.length > 0) this.#deliverFirst(queue)
        },
        () => this.#simulation.after(AGAIN_MS, () => this.#deliverFirst(queue)),
      )
    })
  }

  #consume(event: AppointmentEvent): Promise<void> {
    const processes = this.#processes()
    const { process, onEvent } = processes[Math.floor(this.#random() * processes.length)]!
    return process.run(() => onEvent(event))
  }
}
