import { expect, it } from 'vitest'
import { Link, type LinkOptions } from './link.ts'
import { SimulatedProcess } from './process.ts'
import { Simulation } from './simulation.ts'

const linkOf = (options: Partial<LinkOptions> = {}, seed = 3) => {
  const simulation = new Simulation({ seed })
  const process = new SimulatedProcess(simulation, 'p')
  const lost = (why: string) => new Error(why)
  const link = new Link(simulation, process, { name: 'store', delayMs: [1, 10], timeoutMs: 500, lost, ...options })
  const written: number[] = []
  const store = link.reach({
    write: async (value: number) => written.push(value),
    read: async () => [...written],
  })
  return { simulation, process, link, store, written }
}
const settled = async (work: Promise<unknown>) => work.then(String, String)

it('carries calls there and answers back, each in its order, at the pace that the seed gives', async () => {
  const { simulation, store, written } = linkOf()
  const answers: number[] = []
  for (let value = 1; value <= 20; value++) void store.write(value).then((length) => answers.push(length))
  await simulation.run(100)
  expect(written).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
  expect(answers).toEqual(written)
})

it('keeps what is pushed behind the answers that were sent before it', async () => {
  const { simulation, store, link } = linkOf()
  const seen: string[] = []
  void store.write(1).then(() => seen.push('answer'))
  void store.read().then(() => seen.push('second answer'))
  simulation.after(21, () => link.push(() => seen.push('news')))
  await simulation.run(100)
  expect(seen).toEqual(['answer', 'second answer', 'news'])
})

it('says at once that it is refused, and after the time-out that nobody answers', async () => {
  const { simulation, store, link } = linkOf()
  link.state = 'refused'
  const refused = settled(store.read())
  await simulation.run(20)
  expect(await refused).toBe('Error: refused')
  link.state = 'silent'
  const silent = settled(store.read())
  await simulation.run(500)
  expect(await silent).toBe('Error: timeout')
})

it('loses calls on the way there and on the way back: some that failed were done', async () => {
  const { simulation, store, written } = linkOf({ lostPerMille: () => 500 })
  const outcomes = Promise.all(Array.from({ length: 200 }, (_, value) => settled(store.write(value))))
  await simulation.run(2_000)
  const answered = (await outcomes).filter((outcome) => outcome !== 'Error: timeout').length
  expect(answered).toBeGreaterThan(70)
  expect(answered).toBeLessThan(130)
  expect(written.length).toBeGreaterThan(answered + 20)
})

it('does what a process has sent before it was killed, and nothing that it would have sent after', async () => {
  const { simulation, process, store, written } = linkOf()
  void process
    .run(async () => {
      await store.write(1)
      await store.write(2)
    })
    .catch(() => {})
  simulation.after(0.5, () => process.kill())
  await simulation.run(100)
  void store.write(3)
  await simulation.run(1_000)
  expect(written).toEqual([1])
})
