import type { DayReference } from './day-reference.ts'
import type { Phrases } from './language.ts'

const WEEKDAYS = ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag']
const MONTHS = 'Januar Februar März April Mai Juni Juli August September Oktober November Dezember'.split(' ')
const NEAR = { same_day: 'am gleichen Tag', today: 'heute', tomorrow: 'morgen', day_after_tomorrow: 'übermorgen' }
const OCCURRENCE = { only: '', first: ' vor der Zeitumstellung', second: ' nach der Zeitumstellung' }

function day(reference: DayReference): string {
  switch (reference.kind) {
    case 'weekday':
      return `am ${WEEKDAYS[reference.weekday]}`
    case 'next_week':
      return `nächste Woche ${WEEKDAYS[reference.weekday]}`
    case 'date':
      return `am ${reference.dayOfMonth}. ${MONTHS[reference.month]}${reference.year === undefined ? '' : ` ${reference.year}`}`
    default:
      return NEAR[reference.kind]
  }
}

/** The hours of the day with their minutes: "halb drei" is half past two to some and half past three to others. */
const time: Phrases['time'] = (minute, occurrence) => {
  const past = minute % 60
  return `um ${Math.floor(minute / 60)} Uhr${past === 0 ? '' : ` ${past}`}${OCCURRENCE[occurrence]}`
}

export const german: Phrases = {
  day,
  time,
  or: 'oder',
  offer: (joined, count) => {
    if (count === 1)
      return `Ich habe leider keinen Termin zu Ihrer gewünschten Zeit gefunden. An Alternativen kann ich Ihnen anbieten: ${joined}. Würde Ihnen das passen?`
    const better = count === 2 ? 'besser' : 'am besten'
    return `Ich habe leider keinen Termin zu Ihrer gewünschten Zeit gefunden, aber ich kann Ihnen folgende Alternativen anbieten: ${joined}. Welcher Termin würde Ihnen ${better} passen?`
  },
  none: 'Leider konnte ich keine verfügbaren Termine finden. Möchten Sie es zu einem anderen Zeitpunkt versuchen oder soll ich Sie zurückrufen?',
  unknown: 'Leider kann ich gerade nicht alle Termine sehen. Möchten Sie es gleich noch einmal versuchen oder soll ich Sie zurückrufen?',
}
