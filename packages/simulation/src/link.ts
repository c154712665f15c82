import type { SimulatedProcess } from './process.ts'
import type { Simulation } from './simulation.ts'

export interface LinkOptions {
  /** In traces. */
  readonly name: string
  /** One way takes between these. */
  readonly delayMs: readonly [least: number, most: number]
  /** So many of 1,000 calls get lost at this time, half of them only on the way back: done, and nobody knows. Absent: none. */
  readonly lostPerMille?: () => number
  /** Leaves answered calls out of the trace. */
  readonly quiet?: boolean
  /** How long the process waits for an answer. */
  readonly timeoutMs: number
  /** What the process sees when there is none. */
  readonly lost: (why: 'refused' | 'timeout') => Error
}

/** `silent`: what is sent disappears; `refused`: the process is told at once. */
export type LinkState = 'up' | 'refused' | 'silent'

type AnyFunction = (...args: never[]) => unknown

/**
 * A process's connection to something outside, which the seed makes slow and unreliable. It keeps the order both ways, as one
 * TCP connection does.
 */
export class Link {
  state: LinkState = 'up'
  readonly #simulation: Simulation
  readonly #process: SimulatedProcess
  readonly #options: LinkOptions
  readonly #random: () => number
  #thereMs = 0
  #backMs = 0

  constructor(simulation: Simulation, process: SimulatedProcess, options: LinkOptions) {
    this.#simulation = simulation
    this.#process = process
    this.#options = options
    this.#random = simulation.random(`${process.name} to ${options.name}`)
  }

  /** The port at the other end, as the process sees it: each method becomes a call. */
  reach<Port extends object>(port: Port): Port {
    const methods = Object.entries(port).filter((entry): entry is [string, AnyFunction] => typeof entry[1] === 'function')
    return Object.fromEntries(
      methods.map(([name, method]) => [name, (...args: never[]) => this.call(name, async () => method.apply(port, args))]),
    ) as Port
  }

  /** Does the work at the other end, and brings its answer back. */
  call<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
    const { timeoutMs, lost, name, quiet = false } = this.#options
    const lostPerMille = this.#options.lostPerMille?.() ?? 0
    const fate = this.#random() * 1_000
    return new Promise((resolve, reject) => {
      if (!this.#process.alive) return // nobody is there to send it, nor to wait
      const end = (outcome: string, settle: () => void) => {
        if (!quiet || outcome !== 'answered') this.#simulation.note(this.#process.name, `${name}.${what}: ${outcome}`)
        this.#process.deliver(settle)
      }
      const callOffTimeout = this.#simulation.after(timeoutMs, () => end('no answer', () => reject(lost('timeout'))))
      const back = (outcome: string, settle: () => void) => {
        if (this.state !== 'up' || (fate >= lostPerMille / 2 && fate < lostPerMille)) return
        this.#simulation.after(this.#next('back'), () => {
          if (this.state !== 'up') return
          callOffTimeout()
          end(outcome, settle)
        })
      }
      if (fate < lostPerMille / 2 || this.state === 'silent') return
      this.#simulation.after(this.#next('there'), () => {
        if (this.state === 'silent') return
        if (this.state === 'refused') {
          callOffTimeout()
          return end('refused', () => reject(lost('refused')))
        }
        work().then(
          (result) => back('answered', () => resolve(result)),
          (error: unknown) => back(String(error), () => reject(error)),
        )
      })
    })
  }

  /** Brings something to the process without being asked, behind what is under way already. False: nothing leads there now. */
  push(action: () => void): boolean {
    if (this.state !== 'up') return false
    this.#simulation.after(this.#next('back'), () => this.state === 'up' && this.#process.deliver(action))
    return true
  }

  /** For how long from now the next message is under way, behind those before it. */
  #next(way: 'there' | 'back'): number {
    const [least, most] = this.#options.delayMs
    const nowMs = this.#simulation.elapsedMs
    const arrivalMs = nowMs + least + (most - least) * this.#random()
    const inOrderMs = Math.max(arrivalMs, (way === 'there' ? this.#thereMs : this.#backMs) + 0.001)
    if (way === 'there') this.#thereMs = inOrderMs
    else this.#backMs = inOrderMs
    return inOrderMs - nowMs
  }
}
