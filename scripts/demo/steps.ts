import type { Demo } from './demo.ts'
import { afterwards } from './steps/afterwards.ts'
import type { Booked } from './steps/booking.ts'
import { booking } from './steps/booking.ts'
import { changes } from './steps/changes.ts'
import { comparison } from './steps/comparison.ts'
import { customerBooks } from './steps/customer-books.ts'
import { echo } from './steps/echo.ts'
import { lookUps } from './steps/look-ups.ts'
import { stampede } from './steps/stampede.ts'

/** What one step hands to those after it. */
export interface Story {
  booked?: Booked
}

export interface Step {
  readonly title: string
  /** Does it, checks it, and says what was measured. Throws what did not hold. */
  run(demo: Demo, story: Story): Promise<string>
}

/** The main job, in order. */
export const STEPS: readonly Step[] = [
  { title: 'look-up', run: lookUps },
  { title: 'stampede', run: stampede },
  { title: 'booking', run: booking },
  { title: 'echo', run: echo },
  {
    title: 'slot gone',
    run: async (_demo, { booked }) => `the slot was gone from the answers ${booked?.goneAfter} after the booking's answer`,
  },
  { title: 'booked in Cal.com', run: customerBooks },
  { title: 'moved and cancelled', run: changes },
  { title: 'webhooks again', run: afterwards },
  { title: 'both sides', run: comparison },
]
