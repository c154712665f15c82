import type { DayReference } from './day-reference.ts'
import type { Phrases } from './language.ts'

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const NEAR = { same_day: 'on the same day', today: 'today', tomorrow: 'tomorrow', day_after_tomorrow: 'the day after tomorrow' }
const OCCURRENCE = { only: '', first: ' before the clocks go back', second: ' after the clocks go back' }
const NOON = 720

function day(reference: DayReference): string {
  switch (reference.kind) {
    case 'weekday':
      return `on ${WEEKDAYS[reference.weekday]}`
    case 'next_week':
      return `next week on ${WEEKDAYS[reference.weekday]}`
    case 'date':
      return `on ${MONTHS[reference.month]} ${ordinal(reference.dayOfMonth)}${reference.year === undefined ? '' : ` ${reference.year}`}`
    default:
      return NEAR[reference.kind]
  }
}

const ordinal = (n: number): string => {
  const ending = Math.floor(n / 10) === 1 ? undefined : ['st', 'nd', 'rd'][(n % 10) - 1]
  return `${n}${ending ?? 'th'}`
}

const time: Phrases['time'] = (minute, occurrence) => {
  if (minute === NOON) return `at noon${OCCURRENCE[occurrence]}`
  const past = minute % 60
  const hour = Math.floor(minute / 60) % 12 || 12
  const shown = past === 0 ? hour : `${hour}:${String(past).padStart(2, '0')}`
  return `at ${shown} ${minute < NOON ? 'am' : 'pm'}${OCCURRENCE[occurrence]}`
}

export const english: Phrases = {
  day,
  time,
  or: 'or',
  offer: (joined, count) => {
    if (count === 1)
      return `I'm sorry, the time you wished for is not free, but I can offer you an alternative: ${joined}. Would that suit you?`
    const better = count === 2 ? 'better' : 'best'
    return `I'm sorry, the time you wished for is not free, but I can offer you these alternatives: ${joined}. Which one would suit you ${better}?`
  },
  none: "I'm sorry, I could not find any free appointments. Would you like to try another time, or shall I call you back?",
  unknown: "I'm sorry, I cannot see all appointments just now. Would you like to try again in a moment, or shall I call you back?",
}
