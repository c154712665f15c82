import { phrasesOf } from './language.ts'
import { type Listener, partsOf } from './speak-moment.ts'

/** More than three nobody keeps in mind on the phone. */
const MOST = 3

/**
 * One sentence or two that offer at most the first three of `moments` (epoch milliseconds, best first) and ask which suits.
 * Without any it says that nothing is free or, where `allKnown` is false, that this is not known.
 */
export function speakAlternatives(moments: readonly number[], listener: Listener, allKnown: boolean): string {
  const phrases = phrasesOf(listener.language)
  const offered = moments.slice(0, MOST)
  if (offered.length === 0) return allKnown ? phrases.none : phrases.unknown
  return phrases.offer(joined(offered, listener, phrases.or), offered.length)
}

/** `morgen um 14 Uhr, um 15 Uhr oder am Montag um 9 Uhr`: a day that was just named is not named again. */
function joined(moments: readonly number[], listener: Listener, or: string): string {
  const parts = moments.map((ms) => partsOf(ms, listener))
  const spoken = parts.map(([day, time], index) => (day === parts[index - 1]?.[0] ? time : `${day} ${time}`))
  const last = spoken.pop()
  return spoken.length === 0 ? `${last}` : `${spoken.join(', ')} ${or} ${last}`
}
