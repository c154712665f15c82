export * from './logger.ts'
export * from './mask.ts'
export * from './metrics-server.ts'
export * from './trace.ts'
