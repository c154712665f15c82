export { isLanguage, type Language } from './language.ts'
export { speakAlternatives } from './speak-alternatives.ts'
export { type Listener, speakMoment } from './speak-moment.ts'
export { findWallClock, isWeekend, type WallClock, type WallDay, type WallTime } from './wall-clock.ts'
