import type { Clock } from '@calbridge/core'
import type { Simulation } from './simulation.ts'
import { sleepOn } from './sleep.ts'

/** Seen by whoever waited for a process that was killed: the connection broke. */
export class ProcessDied extends Error {
  constructor(name: string) {
    super(`${name} died`)
  }
}

/**
 * One process: it does something only when time, an answer or news comes in, and all of that comes through here. One that is
 * paused gets it later, in order; one that was killed never goes on, wherever it was.
 */
export class SimulatedProcess {
  readonly name: string
  readonly clock: Clock
  readonly #simulation: Simulation
  readonly #inbox: (() => void)[] = []
  readonly #callers = new Set<(error: Error) => void>()
  #alive = true
  #pausedUntilMs = 0
  #skewMs: number

  constructor(simulation: Simulation, name: string, skewMs = 0) {
    this.name = name
    this.#simulation = simulation
    this.#skewMs = skewMs
    const bornMs = simulation.elapsedMs
    this.clock = {
      now: () => simulation.clock.now() + this.#skewMs,
      monotonic: () => simulation.elapsedMs - bornMs,
      sleep: sleepOn((ms, wake) => this.#sleep(ms, wake)),
    }
  }

  get alive(): boolean {
    return this.#alive
  }

  /** Until when it does nothing, on the simulation's scale; in the past once it goes on. */
  get pausedUntilMs(): number {
    return this.#pausedUntilMs
  }

  /** Begins work there as a request from outside would. Rejects with `ProcessDied` if it is killed before the end. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (!this.#alive) return reject(new ProcessDied(this.name))
      this.#callers.add(reject)
      const end = () => this.#callers.delete(reject)
      this.deliver(() => void work().then(resolve, reject).finally(end))
    })
  }

  /** Lets something come in: now, when the pause is over, or never. */
  deliver(action: () => void): void {
    if (!this.#alive) return
    if (this.#paused || this.#inbox.length > 0) this.#inbox.push(action)
    else action()
  }

  /** As SIGKILL: nothing of it goes on. What it has sent arrives. */
  kill(): void {
    if (!this.#alive) return
    this.#simulation.note(this.name, 'killed')
    this.#alive = false
    this.#inbox.length = 0
    for (const reject of this.#callers) reject(new ProcessDied(this.name))
  }

  /** As SIGSTOP, or a collector that takes its time. */
  pause(ms: number): void {
    if (!this.#alive || this.#paused) return
    this.#simulation.note(this.name, `paused for ${Math.round(ms)} ms`)
    this.#pausedUntilMs = this.#simulation.elapsedMs + ms
    this.#simulation.after(ms, () => this.#catchUp())
  }

  /** Sets the machine's clock, as NTP or a person does; durations are not touched. */
  stepClock(ms: number): void {
    this.#simulation.note(this.name, `clock set by ${Math.round(ms)} ms`)
    this.#skewMs += ms
  }

  get #paused(): boolean {
    return this.#simulation.elapsedMs < this.#pausedUntilMs
  }

  /** One at a time, as an event loop does. */
  #catchUp(): void {
    if (this.#paused || this.#inbox.length === 0) return
    this.#inbox[0]!()
    this.#inbox.shift()
    if (this.#inbox.length > 0) this.#simulation.after(0, () => this.#catchUp())
  }

  #sleep(ms: number, wake: () => void): () => void {
    let calledOff = false
    const callOff = this.#simulation.after(ms, () => this.deliver(() => !calledOff && wake()))
    return () => {
      calledOff = true
      callOff()
    }
  }
}
