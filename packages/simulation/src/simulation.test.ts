import { expect, it } from 'vitest'
import { ProcessDied, SimulatedProcess } from './process.ts'
import { Simulation } from './simulation.ts'

const worldOf = (seed = 1) => {
  const simulation = new Simulation({ seed })
  return { simulation, anna: new SimulatedProcess(simulation, 'anna'), ben: new SimulatedProcess(simulation, 'ben', 5_000) }
}

it('lets time pass only when nothing is left to do', async () => {
  const { simulation, anna } = worldOf()
  const seen: number[] = []
  const work = anna.run(async () => {
    for (let step = 0; step < 3; step++) {
      await anna.clock.sleep(1_000)
      for (let turn = 0; turn < 50; turn++) await undefined
      seen.push(anna.clock.monotonic())
    }
  })
  await simulation.run(10_000)
  await work
  expect(seen).toEqual([1_000, 2_000, 3_000])
})

it('gives the same run for the same seed, and another order for another', async () => {
  const orderOf = async (seed: number) => {
    const { simulation } = worldOf(seed)
    const order: number[] = []
    for (let index = 0; index < 20; index++) simulation.after(5, () => order.push(index))
    await simulation.run(5)
    return order.join()
  }
  expect(await orderOf(1)).toBe(await orderOf(1))
  expect(await orderOf(1)).not.toBe(await orderOf(2))
})

it('gives a stream of chance for each name, which no other draw disturbs', () => {
  const { simulation } = worldOf()
  const first = simulation.random('a')()
  simulation.random('b')()
  expect(simulation.random('a')()).toBe(first)
  expect(simulation.random('b')()).not.toBe(first)
})

it('gives each process a clock of its own: steps move its wall time and no duration', () => {
  const { anna, ben } = worldOf()
  expect(ben.clock.now() - anna.clock.now()).toBe(5_000)
  ben.stepClock(-7_000)
  expect(ben.clock.now() - anna.clock.now()).toBe(-2_000)
  expect(ben.clock.monotonic()).toBe(0)
})

it('a killed process never goes on, and its callers see it die', async () => {
  const { simulation, anna } = worldOf()
  let done = false
  const work = anna.run(async () => {
    await anna.clock.sleep(100)
    done = true
  })
  work.catch(() => {})
  simulation.after(50, () => anna.kill())
  await simulation.run(1_000)
  await expect(work).rejects.toThrow(ProcessDied)
  await expect(anna.run(async () => {})).rejects.toThrow(ProcessDied)
  expect(done).toBe(false)
})

it('a paused process goes on later, with what came in meanwhile in its order', async () => {
  const { simulation, anna } = worldOf()
  const seen: string[] = []
  simulation.after(10, () => anna.pause(100))
  for (const [ms, name] of [
    [20, 'first'],
    [30, 'second'],
    [110, 'third'],
  ] as const)
    void anna.clock.sleep(ms).then(() => seen.push(`${name} at ${simulation.elapsedMs}`))
  await simulation.run(1_000)
  expect(seen).toEqual(['first at 110', 'second at 110', 'third at 110'])
})

it('a sleep that is called off does not wake', async () => {
  const { simulation, anna } = worldOf()
  const stop = new AbortController()
  const sleep = anna.clock.sleep(100, stop.signal)
  sleep.catch(() => {})
  simulation.after(50, () => stop.abort(new Error('enough')))
  await simulation.run(1_000)
  await expect(sleep).rejects.toThrow('enough')
})

it('ends with what was found wrong, wherever that was', async () => {
  const { simulation } = worldOf()
  simulation.after(5, () => simulation.fail(new Error('two at once')))
  await expect(simulation.run(10)).rejects.toThrow('two at once')
})
