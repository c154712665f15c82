import type { Exchange } from './exchange.ts'
import type { Replay } from './given.ts'
import { GIVENS } from './givens.ts'
import { type Answer, headersOf, type Scene, versionOf } from './scene.ts'
import { shapeDifferences, withoutNoise } from './shape.ts'

/** Asks a recorded request again and says what differs: nothing is agreement. */
export async function judge(scene: Scene, exchange: Exchange): Promise<string[]> {
  const given = GIVENS[exchange.name]
  if (!given) return ['no precondition is written for it']
  const answer = await replay(scene, exchange, await given(scene))
  if (answer.status !== exchange.status)
    return [`status ${answer.status}, recorded ${exchange.status}: ${JSON.stringify(answer.body).slice(0, 300)}`]
  if (exchange.body === '' || exchange.body === null) return []
  if (exchange.status >= 400) return compareErrors(exchange.body, answer.body)
  const differences = shapeDifferences(withoutNoise(exchange.body), withoutNoise(answer.body))
  // Slots follow from the world alone: they must be the very same.
  if (exchange.group === 'slots' && JSON.stringify(withoutNoise(answer.body)) !== JSON.stringify(withoutNoise(exchange.body)))
    differences.push('other slots')
  return differences
}

function compareErrors(expected: unknown, actual: unknown): string[] {
  const there = JSON.stringify(withoutNoise(expected))
  const here = JSON.stringify(withoutNoise(actual))
  return there === here ? [] : [`error ${here}, recorded ${there}`]
}

async function replay(scene: Scene, exchange: Exchange, how: Replay): Promise<Answer> {
  const { method, headers: recorded, body } = exchange.request
  const path =
    how.path ?? (how.id ? exchange.request.path.replace(/(bookings|reservations|webhooks)\/[^/?]+/, `$1/${how.id}`) : exchange.request.path)
  const headers = { ...(recorded ?? headersOf(how.as ?? 'alice', versionOf(path))), ...how.headers }
  if (recorded?.Authorization !== undefined) {
    headers.Authorization = how.authorization ?? (headersOf(how.as ?? 'alice', undefined).Authorization as string)
  }
  const send = (what: unknown) => scene.send(method, path, what ?? undefined, headers)
  const asked = how.body ?? body
  if (!how.rivals) return send(asked)
  return loser(scene, exchange, () => {
    const all = [asked, ...(how.rivals?.(asked as object) ?? [])]
    scene.sim.control.race(all.length)
    return Promise.all(all.map((one) => send(one)))
  })
}

/** Some races are seldom lost: asked with other seeds until somebody loses. */
async function loser(scene: Scene, exchange: Exchange, race: () => Promise<Answer[]>): Promise<Answer> {
  let answers: Answer[] = []
  for (let seed = 1; seed <= 40; seed++) {
    if (seed > 1) scene.begin(undefined, seed)
    answers = await race()
    const lost = answers.find(({ status }) => status !== 201)
    if (lost) return lost
  }
  throw new Error(`${exchange.name}: nobody lost, ${answers.map(({ status }) => status).join(', ')}`)
}
