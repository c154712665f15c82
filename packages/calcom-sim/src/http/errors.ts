const NAMES: Record<number, [exception: string, reason: string]> = {
  400: ['BadRequestException', 'Bad Request'],
  401: ['UnauthorizedException', 'Unauthorized'],
  403: ['ForbiddenException', 'Forbidden'],
  404: ['NotFoundException', 'Not Found'],
  409: ['ConflictException', 'Conflict'],
  422: ['UnprocessableEntityException', 'Unprocessable Entity'],
  429: ['ThrottlerException', 'Too Many Requests'],
  500: ['InternalServerErrorException', 'Internal Server Error'],
}

type Render = (path: string, timestamp: string) => object

/** An answer of Cal.com that is not a success. Its three shapes are the three functions below. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly body: Render

  constructor(status: number, message: string, body: Render) {
    super(message)
    this.status = status
    this.body = body
  }
}

const envelope = (path: string, timestamp: string, error: object) => ({ status: 'error', timestamp, path, error })

/** Shape A: an exception of the API itself, with details. */
export function exception(status: number, message: string, details?: unknown): ApiError {
  const [code, reason] = NAMES[status] ?? ['HttpException', 'Error']
  return new ApiError(status, message, (path, timestamp) =>
    envelope(path, timestamp, { code, message, details: details ?? { message, error: reason, statusCode: status } }),
  )
}

/** Shape B: from the schema, the database or the web app's own procedures; no details. */
export function filtered(status: number, code: 'BAD_REQUEST' | 'TRPCError' | 'CONFLICT' | 'NOT_FOUND', message: string): ApiError {
  return new ApiError(status, message, (path, timestamp) => envelope(path, timestamp, { code, message }))
}

/** Shape C: nothing but status and text. */
export function bare(status: number, message: string): ApiError {
  return new ApiError(status, message, () => ({ statusCode: status, message }))
}

export interface Violation {
  readonly target: unknown
  readonly value?: unknown
  readonly property: string
  readonly constraints: Record<string, string>
}

/** Shape A as the general validation of inputs renders it. */
export function violations(errors: readonly Violation[]): ApiError {
  return exception(400, 'Bad Request Exception', { errors: errors.map((error) => ordered(error)) })
}

function ordered({ target, property, constraints, ...rest }: Violation): object {
  return { target, ...('value' in rest ? { value: rest.value } : {}), property, children: [], constraints }
}

export const UNAVAILABLE = 'User either already has booking at this time or is not available'
export const UNAVAILABLE_TEAM = 'One of the hosts either already has booking at this time or is not available'
export const OUT_OF_WINDOW =
  'The event type can\'t be booked at the "start" time provided. This could be because it\'s too soon (violating the minimum booking notice) or too far in the future (outside the event\'s scheduling window). Try fetching available slots first using the GET /v2/slots endpoint and then make a booking with "start" time equal to one of the available slots.'
export const IN_THE_PAST = 'Attempting to book a meeting in the past.'

/** What the loser of a race for one slot gets in production: nothing was written. */
export const lostRace = () => bare(400, 'An error occurred while querying the database.')
