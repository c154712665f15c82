import { AppError } from '@calbridge/core'
import type { Call } from '@calbridge/grpc'

/** Refused: nothing could be had in time, and the caller was told so. Late: the answer came after his deadline. */
export type Miss = 'refused' | 'late'

/** The handler, with its caller's deadlines watched. */
export const timely =
  <Request, Response>(handler: (request: Request, call: Call) => Promise<Response>, onMiss: (miss: Miss) => void) =>
  async (request: Request, call: Call): Promise<Response> => {
    try {
      return await handler(request, call)
    } catch (error) {
      if (AppError.from(error).code === 'deadline_exceeded') onMiss('refused')
      throw error
    } finally {
      if (call.remainingMs() <= 0) onMiss('late')
    }
  }
