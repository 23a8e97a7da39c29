import { Client } from 'undici';
import { PowerActionError, PowerConnError, type PowerError, PowerSettingsError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Where the server is; its path is not used. */
  readonly server: URL;
  /** Path and query as they go out: nothing is encoded here. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Where a redirection leads to. */
  readonly location?: string;
  readonly text: string;
}

const CONNECT_MS = 5_000;
/** Until the headers are there, and between two pieces of the body. */
const READ_MS = 15_000;
const MAX_BYTES = 4_000_000;

/**
 * Asks a BMC by HTTP, on a connection of its own. Every status is an answer; redirections are not followed.
 * @throws PowerConnError when it cannot be reached or does not answer in time
 * @throws PowerSettingsError when its certificate is not trusted
 * @throws PowerActionError when its answer is none, or longer than any should be
 */
export async function askHttp({ world, signal }: PowerContext, request: HttpRequest): Promise<HttpAnswer> {
  const { method, server, path, headers = {}, body } = request;
  const client = new Client(server.origin, {
    connect: { timeout: CONNECT_MS, rejectUnauthorized: world.tlsVerify },
    headersTimeout: READ_MS,
    bodyTimeout: READ_MS,
    maxResponseSize: MAX_BYTES,
    pipelining: 0,
  });
  try {
    const answer = await client.request({ method, path, headers, body: body ?? null, signal });
    const { location } = answer.headers;
    const where = typeof location === 'string' ? { location } : {};
    return { status: answer.statusCode, ...where, text: await answer.body.text() };
  } catch (error) {
    throw asPowerError(error, server.host);
  } finally {
    await client.destroy();
  }
}

/** What a failure of HTTP means. The messages of Node and undici are left out: they may hold what was sent. */
function asPowerError(error: unknown, host: string): PowerError {
  const code = codeOf(error);
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

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
