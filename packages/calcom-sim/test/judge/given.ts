import type { Scene, Who } from './scene.ts'

/** How a recorded request is sent again, where it differs from what was written down. */
export interface Replay {
  /** Stands for the uid or id in the recorded path. */
  readonly id?: string
  /** Whose key; alice's unless said. `nobody`'s requests have none in the recording either. */
  readonly as?: Who
  /** The whole Authorization header. */
  readonly authorization?: string
  readonly body?: unknown
  readonly headers?: Record<string, string>
  readonly path?: string
  /** Sent at the same time; what counts is the answer of a loser. */
  readonly rivals?: (asked: object) => readonly object[]
}

/** Builds what a recorded request met, on an empty simulator. */
export type Given = (scene: Scene) => Promise<Replay> | Replay

/** The recorded world, and nothing done in it yet. */
export const base: Given = (scene) => {
  scene.begin()
  return {}
}

/** The recorded world, with something done in it. */
export const after =
  (steps: (scene: Scene) => Promise<unknown>): Given =>
  async (scene) => {
    scene.begin()
    return ((await steps(scene)) as Replay | undefined) ?? {}
  }

export const as =
  (who: Who, given: Given = base): Given =>
  async (scene) => ({ ...(await given(scene)), as: who })
