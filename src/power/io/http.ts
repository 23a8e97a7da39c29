import { Client } from 'undici';
import { PowerActionError, PowerConnError, type PowerError, PowerSettingsError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';

export interface BmcRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Its path is not used. */
  readonly server: URL;
  /** Path and query, sent without encoding. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface BmcResponse {
  readonly status: number;
  /** The target of a redirection. */
  readonly location?: string;
  readonly text: string;
}

const CONNECT_MS = 5_000;
/** The timeout of the response headers, and of each part of the body. */
const READ_MS = 15_000;
const MAX_BYTES = 4_000_000;

/**
 * Sends a request to a BMC, on a connection of its own. Responses of every status are returned; redirections are not
 * followed.
 * @throws PowerConnError when it cannot be reached or does not answer in time
 * @throws PowerSettingsError when its certificate is not trusted
 * @throws PowerActionError when its response is malformed or longer than MAX_BYTES
 */
export async function sendBmcRequest({ environment, signal }: PowerContext, request: BmcRequest): Promise<BmcResponse> {
  const { method, server, path, headers = {}, body } = request;
  const client = new Client(server.origin, {
    connect: { timeout: CONNECT_MS, rejectUnauthorized: environment.tlsVerify },
    headersTimeout: READ_MS,
    bodyTimeout: READ_MS,
    maxResponseSize: MAX_BYTES,
    pipelining: 0,
  });
  try {
    const response = await client.request({ method, path, headers, body: body ?? null, signal });
    const { location } = response.headers;
    const where = typeof location === 'string' ? { location } : {};
    return { status: response.statusCode, ...where, text: await response.body.text() };
  } catch (error) {
    throw toPowerError(error, server.host);
  } finally {
    await client.destroy();
  }
}

/** Classifies a failure. The messages of Node and undici are left out, since they may contain the request. */
function toPowerError(error: unknown, host: string): PowerError {
  const code = getErrorCode(error);
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(code)) {
    return new PowerSettingsError(`The certificate of ${host} is not trusted (${code}).`, { cause: error });
  }
  if (/^(HPE_|HTTPParserError|UND_ERR_RES_EXCEEDED_MAX_SIZE|UND_ERR_HEADERS_OVERFLOW)/.test(code)) {
    return new PowerActionError(`The answer of ${host} cannot be read (${code}).`, { cause: error });
  }
  if (code.startsWith('UND_ERR_INVALID')) {
    return new PowerSettingsError('The power parameters make no valid HTTP request.', { cause: error });
  }
  return new PowerConnError(`${host} does not answer (${code}).`, { cause: error });
}

function getErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
