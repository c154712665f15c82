import type { Backends } from '../../backends.ts'
import type { Config } from '../../config.ts'
import { openApiDocument } from '../openapi.ts'
import type { Route } from '../route.ts'
import { availabilityAlternatives } from './availability-alternatives.ts'
import { availabilityBatch } from './availability-batch.ts'
import { availabilityComposite } from './availability-composite.ts'
import { availabilitySimple } from './availability-simple.ts'
import { calcomWebhook, calcomWebhookPing, WEBHOOK_PATHS, type WebhookDeps } from './calcom-webhook.ts'
import { cancelBooking } from './cancel-booking.ts'
import { createBooking } from './create-booking.ts'
import { openApiJson } from './documents.ts'
import { getBooking } from './get-booking.ts'
import { getWarmUp } from './get-warm-up.ts'
import { type Health, health } from './health.ts'
import { listBookings } from './list-bookings.ts'
import { pastAnswer } from './past-answer.ts'
import { pastAnswers } from './past-answers.ts'
import { rescheduleBooking } from './reschedule-booking.ts'
import { startWarmUp } from './start-warm-up.ts'
import { test } from './test.ts'

export interface RouteDeps extends Omit<WebhookDeps, 'webhookIngest'> {
  readonly backends: Backends
  readonly health: Health
  readonly config: Pick<Config, 'lookUpMs' | 'writeMs'>
}

/** Every route there is; the document and the tests go through this list. */
export function routesOf({ backends, health: healthDeps, config, directory, limiter }: RouteDeps): Route[] {
  const { booking, availability, webhookIngest } = backends
  const { lookUpMs, writeMs } = config
  const routes = [
    availabilitySimple(availability, lookUpMs),
    availabilityComposite(availability, lookUpMs),
    availabilityBatch(availability, lookUpMs),
    availabilityAlternatives(availability, lookUpMs),
    pastAnswers(availability, lookUpMs),
    pastAnswer(availability, lookUpMs),
    startWarmUp(availability, lookUpMs),
    getWarmUp(availability, lookUpMs),
    createBooking(backends, writeMs),
    listBookings(booking, lookUpMs),
    getBooking(booking, lookUpMs),
    rescheduleBooking(backends, writeMs),
    cancelBooking(booking, writeMs),
    ...WEBHOOK_PATHS.flatMap((path) => [calcomWebhookPing(path), calcomWebhook(path, { webhookIngest, directory, limiter })]),
    health(healthDeps),
    test,
  ]
  return [...routes, openApiJson((itself) => openApiDocument([...routes, itself], healthDeps.version))]
}
