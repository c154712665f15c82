import type { Progress } from '../progress.ts'

/**
 * Measures two things in turn, so that what changes with time (heat, other load, a grown table) meets both alike; the one
 * that is first changes from round to round. Warming is the caller's.
 */
export async function alternate<A, B>(
  rounds: number,
  ours: (round: number) => Promise<A>,
  floor: (round: number) => Promise<B>,
  progress?: Progress,
): Promise<{ ours: A[]; floor: B[] }> {
  const seen: { ours: A[]; floor: B[] } = { ours: [], floor: [] }
  for (let round = 0; round < rounds; round++) {
    progress?.(round, rounds)
    const both = [async () => void seen.ours.push(await ours(round)), async () => void seen.floor.push(await floor(round))]
    for (const one of round % 2 === 0 ? both : both.reverse()) await one()
  }
  return seen
}
