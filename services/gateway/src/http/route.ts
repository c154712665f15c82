import type { CallContext, Tenant } from '@calbridge/contracts'
import type { z } from 'zod'
import type { LimitName } from '../domain/limits.ts'
import type { Permission } from '../domain/permissions.ts'
import type { Wording } from './problem.ts'

export interface Answer {
  readonly status: number
  /** An object goes as JSON, a text as plain text unless `headers` says otherwise. */
  readonly body: object | string
  readonly headers?: Readonly<Record<string, string>> | undefined
}

interface AnyRequest {
  readonly params: Readonly<Record<string, string>>
  readonly requestId: string
  /** When it came, epoch ms. */
  readonly nowMs: number
  header(name: string): string | undefined
  /** Aborts when the client goes away. For reads only: a write runs to its end. */
  readonly signal: AbortSignal
}

/** A request of a tenant: authenticated, within its limit, its body and query parsed. */
export interface ApiRequest<Body, Query> extends AnyRequest {
  readonly tenant: Tenant
  readonly context: CallContext
  readonly body: Body
  readonly query: Query
}

export interface OpenRequest extends AnyRequest {
  /** Raw, empty for GET. */
  readonly body: Buffer
  readonly remoteAddress: string
  readonly path: string
}

interface AnyRoute {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** With parameters in braces: `/api/v2/bookings/{id}`. */
  readonly path: string
  readonly operationId: string
  readonly summary: string
  /** Schemas of the good answers, by status. */
  readonly answers: Readonly<Record<number, z.ZodType | 'text'>>
}

/** A route for tenants. */
export interface ApiRoute<Body = unknown, Query = unknown> extends AnyRoute {
  readonly kind: 'api'
  readonly permission: Permission
  readonly limit: LimitName
  readonly body?: z.ZodType<Body> | undefined
  /** An empty body then counts as `{}`. */
  readonly bodyOptional?: boolean
  readonly query?: z.ZodType<Query> | undefined
  readonly wording: Wording
  /** Statuses that this route can also answer, beside those of all routes of tenants. */
  readonly problems: readonly number[]
  /** Takes `Idempotency-Key` and `Prefer: wait`. */
  readonly changes?: boolean
  handle(request: ApiRequest<Body, Query>): Promise<Answer>
}

/** A route that needs no key: health, documents, and webhooks, which are signed instead. */
export interface OpenRoute extends AnyRoute {
  readonly kind: 'open'
  readonly problems: readonly number[]
  handle(request: OpenRequest): Promise<Answer>
}

export type Route = ApiRoute | OpenRoute

/** Keeps the types of body and query between a route's schemas and its handler. */
export const apiRoute = <Body = undefined, Query = undefined>(route: Omit<ApiRoute<Body, Query>, 'kind'>): ApiRoute =>
  ({ kind: 'api', ...route }) as ApiRoute

export const openRoute = (route: Omit<OpenRoute, 'kind'>): OpenRoute => ({ kind: 'open', ...route })
