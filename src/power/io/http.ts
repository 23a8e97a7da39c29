import type { IncomingHttpHeaders } from 'node:http';
import type { AddressRule } from '../../http/address-rule.js';
import { HttpError, type HttpFailure } from '../../http/error.js';
import { type HttpRequest, sendHttpRequest } from '../../http/request.js';
import { PowerActionError, PowerConnError, type PowerError, PowerSettingsError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';

export interface BmcResponse {
  readonly status: number;
  /** The target of a redirection. */
  readonly location?: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What differs from the settings of ordinary requests to BMCs. */
export interface BmcRequestOptions {
  /** Default: the setting POWER_TLS_VERIFY. */
  readonly verify?: boolean;
  /** The rule for all addresses of the server. */
  readonly addresses?: AddressRule;
  /** The longest response. */
  readonly maxBytes?: number;
}

/** Statuses of servers that start or are overloaded. */
const PASSING_STATUSES = [429, 502, 503, 504];

/** A BMC answers with an error status. Retried later when the status can pass. */
export class BmcStatusError extends PowerActionError {
  override readonly retry: boolean;

  /** @param sender such as `The chassis` */
  constructor(
    sender: string,
    readonly status: number,
  ) {
    super(`${sender} answers with HTTP status ${status}.`);
    this.retry = PASSING_STATUSES.includes(status);
  }
}

const TIMEOUTS = { connectMs: 5_000, headersMs: 15_000, idleMs: 15_000 } as const;
const MAX_BYTES = 4_000_000;

/**
 * Sends a request to a BMC, on a connection of its own. Responses of every status are returned; redirections are not
 * followed.
 * @throws PowerConnError when it cannot be reached or does not answer in time
 * @throws PowerSettingsError when its certificate is not trusted, or the parameters make no valid request
 * @throws PowerActionError when its response is malformed or too long
 */
export async function sendBmcRequest(
  { environment, signal }: PowerContext,
  request: HttpRequest,
  { verify = environment.tlsVerify, addresses, maxBytes = MAX_BYTES }: BmcRequestOptions = {},
): Promise<BmcResponse> {
  const settings = { ...TIMEOUTS, verify, addresses, lenient: true };
  try {
    using response = await sendHttpRequest(request, settings, signal);
    const { status, headers } = response;
    const where = headers.location === undefined ? {} : { location: headers.location };
    return { status, ...where, headers, text: await response.readText(maxBytes) };
  } catch (error) {
    const { host } = request.server;
    if (signal.aborted) throw new PowerConnError(`${host} did not answer in time.`, { cause: error });
    throw error instanceof HttpError ? toPowerError(error, host) : error;
  }
}

const CLASSES: Readonly<Record<HttpFailure, new (message: string, options: ErrorOptions) => PowerError>> = {
  name: PowerConnError,
  refused: PowerConnError,
  unreachable: PowerConnError,
  timeout: PowerConnError,
  reset: PowerConnError,
  certificate: PowerSettingsError,
  tls: PowerConnError,
  proxy: PowerConnError,
  malformed: PowerActionError,
  'too large': PowerActionError,
  request: PowerSettingsError,
  forbidden: PowerSettingsError,
  exhausted: PowerConnError,
};

function toPowerError(error: HttpError, host: string): PowerError {
  return new CLASSES[error.failure](`${host}: ${error.message}.`, { cause: error });
}
