import { describe, expect, it } from 'vitest'
import type { Language } from './language.ts'
import { speakAlternatives } from './speak-alternatives.ts'
import { findWallClock } from './wall-clock.ts'

const berlin = {
  clock: findWallClock('Europe/Berlin')!,
  nowMs: Date.parse('2027-03-03T09:00Z'),
  talkedOfMs: Date.parse('2027-03-04T12:00Z'),
}
const offer = (language: Language, times: string[], allKnown = true): string =>
  speakAlternatives(
    times.map((time) => Date.parse(time)),
    { ...berlin, language },
    allKnown,
  )
const [SAME, SAME_LATER, NEXT, WEEK] = ['2027-03-04T13:00Z', '2027-03-04T14:30Z', '2027-03-05T12:00Z', '2027-03-11T12:00Z']

describe('alternatives in one breath', () => {
  it('two: joined by "oder", and a question which suits better', () => {
    expect(offer('de', [SAME, NEXT])).toBe(
      'Ich habe leider keinen Termin zu Ihrer gewünschten Zeit gefunden, aber ich kann Ihnen folgende Alternativen anbieten: ' +
        'am gleichen Tag um 14 Uhr oder übermorgen um 13 Uhr. Welcher Termin würde Ihnen besser passen?',
    )
    expect(offer('en', [SAME, NEXT])).toBe(
      "I'm sorry, the time you wished for is not free, but I can offer you these alternatives: " +
        'on the same day at 2 pm or the day after tomorrow at 1 pm. Which one would suit you better?',
    )
  })

  it('one: a question whether it suits', () => {
    expect(offer('de', [NEXT])).toMatch(/Alternativen .*: übermorgen um 13 Uhr\. Würde Ihnen das passen\?$/)
    expect(offer('en', [NEXT])).toMatch(/alternative: the day after tomorrow at 1 pm\. Would that suit you\?$/)
  })

  it('at most three, however many there are, and a day that was just named is not named again', () => {
    const german = offer('de', [SAME, SAME_LATER, WEEK, NEXT])
    expect(german).toContain(': am gleichen Tag um 14 Uhr, um 15 Uhr 30 oder nächste Woche Donnerstag um 13 Uhr. ')
    expect(german).toMatch(/am besten passen\?$/)
    expect(german).not.toContain('übermorgen')
    expect(offer('en', [SAME, SAME_LATER, WEEK, NEXT])).toContain(
      ': on the same day at 2 pm, at 3:30 pm or next week on Thursday at 1 pm. ',
    )
  })

  it('none: says so, and asks; but never calls what is not known "none"', () => {
    expect(offer('de', [])).toBe(
      'Leider konnte ich keine verfügbaren Termine finden. Möchten Sie es zu einem anderen Zeitpunkt versuchen oder soll ich Sie zurückrufen?',
    )
    expect(offer('en', [])).toMatch(/could not find any .*\?$/)
    expect(offer('de', [], false)).not.toMatch(/keine/)
    expect(offer('en', [], false)).not.toMatch(/not find/)
  })

  it.each(['de', 'en'] as const)('%s: always one line that ends in a question', (language) => {
    for (const times of [[], [SAME], [SAME, NEXT], [SAME, SAME_LATER, WEEK]])
      for (const allKnown of [true, false]) expect(offer(language, times, allKnown)).toMatch(/^[^\n\r]+\?$/)
  })
})
