import { isDatabaseUnavailable } from '../../db/database-failure.js';
import {
  ArgumentTooLong,
  ClientError,
  Invalid,
  MethodNotAllowed,
  NotFound,
  TooLarge,
  TooManyRequests,
  Unauthorized,
  Unavailable,
} from '../../errors.js';
import { Reply, TEXT } from './reply.js';

/** Seconds after which a client may try again while the database cannot be reached. */
const RETRY_AFTER = 2;

/**
 * The answer to an error. Field errors are a JSON object of lists, all others plain text.
 * @returns undefined for a defect, which the caller logs and answers by `internalError`
 */
export function replyToError(error: unknown): Reply | undefined {
  const known = knownError(error);
  if (!known) return undefined;
  if (known instanceof Invalid) return Reply.plainJson(known.fields, 400);
  return Reply.text(known.message, known.status, TEXT, headersOf(known));
}

export function internalError(): Reply {
  return Reply.text('Internal server error.', 500, TEXT);
}

/** Our own errors, and those of Fastify and the database that have a meaning for the client. */
function knownError(error: unknown): ClientError | undefined {
  if (error instanceof ClientError) return error;
  if (isDatabaseUnavailable(error)) return new Unavailable('The database cannot be reached, try again.', RETRY_AFTER);
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 414) return new ArgumentTooLong();
  if (status === 413) return new TooLarge('The request body is too large.');
  if (typeof status === 'number' && status >= 400 && status < 500) return new FrameworkError(status);
  return undefined;
}

/** An error of Fastify itself (a malformed URL, a wrong Content-Length), with our own text. */
class FrameworkError extends ClientError {
  constructor(readonly status: number) {
    super('Bad Request');
  }
}

function headersOf(error: ClientError): Record<string, string> {
  if (error instanceof Unauthorized && error.challenge) return { 'WWW-Authenticate': 'OAuth realm="OAuth"' };
  if (error instanceof MethodNotAllowed) return { Allow: error.allow.join(', ') };
  if (error instanceof Unavailable || error instanceof TooManyRequests)
    return { 'Retry-After': String(error.retryAfter) };
  if (error instanceof NotFound) return error.headers;
  return {};
}
