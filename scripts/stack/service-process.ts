import type { Scope } from '@calbridge/core'
import { type ServiceOptions, startService } from '@calbridge/devstack'

/** One process of a service, which a test may end and bring back at the same addresses. */
export interface ServiceProcess {
  readonly pid: number
  /** SIGTERM, and SIGKILL when it does not end by itself in time. */
  stop(): Promise<void>
  /** SIGKILL: nothing is finished, nothing is told to anybody. */
  kill(): Promise<void>
  /** Again with the same configuration; resolves when it is ready. Nothing to do while it runs. */
  start(): Promise<void>
}

/** Starts a service and waits until it is ready; what runs of it stops with the scope. */
export async function startServiceProcess(options: ServiceOptions, scope: Scope): Promise<ServiceProcess> {
  let running = await startService(options, scope)
  return {
    get pid() {
      return running.pid
    },
    stop: () => running.stop(),
    kill: async () => {
      if (running.ending === undefined) process.kill(running.pid, 'SIGKILL')
      await running.exited
    },
    start: async () => {
      if (running.ending !== undefined) running = await startService(options, scope)
    },
  }
}
