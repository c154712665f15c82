import type { NextFunction, Request, Response } from 'express'
import { sleep } from '../clock.ts'
import type { Sim } from '../sim.ts'
import { bare } from './errors.ts'
import type { Fault } from './faults.ts'
import { track } from './guard.ts'

const CUT_AFTER_MS = 60_000
const PAGE_502 = '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>'

/** Lets a fault happen to a request: before its work, or after it in place of its answer. */
export async function injectFault(sim: Sim, fault: Fault, req: Request, res: Response, next: NextFunction): Promise<void> {
  const cutMs = fault.delayMs ?? CUT_AFTER_MS
  switch (fault.kind) {
    case 'timeout_before_commit':
    case 'hang':
      return cutLater(req, cutMs)
    case 'reset_connection_before':
      req.socket.resetAndDestroy()
      return
    case 'http_500_before':
      return next(bare(500, 'Internal server error'))
    case 'html_502':
      res.status(502).type('html').send(PAGE_502)
      return
    case 'rate_limit':
      sim.limiter.block(track(sim, req)?.tracker ?? '', cutMs)
      return next()
    case 'latency':
      await sleep(fault.delayMs ?? 1000)
      return next()
    case 'empty_slots':
      res.locals.emptySlots = true
      return next()
    default:
      insteadOfAnswer(fault, cutMs, req, res)
      return next()
  }
}

/** The work is done and its webhooks are sent; only the answer gets lost. */
function insteadOfAnswer(fault: Fault, cutMs: number, req: Request, res: Response): void {
  const send = res.send.bind(res)
  res.send = () => {
    if (fault.kind === 'timeout_after_commit') cutLater(req, cutMs)
    else if (fault.kind === 'reset_connection_after') req.socket.resetAndDestroy()
    else if (fault.kind === 'html_502_after') {
      res.status(502).removeHeader('Content-Type')
      res.type('html')
      return send(PAGE_502)
    } else {
      res.status(500)
      return send(JSON.stringify({ statusCode: 500, message: 'Internal server error' }))
    }
    return res
  }
}

function cutLater(req: Request, ms: number): void {
  const timer = setTimeout(() => req.socket.destroy(), ms)
  req.socket.once('close', () => clearTimeout(timer))
}
