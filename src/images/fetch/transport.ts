import { encodeUrlCredentials } from '../../http/authorization.js';
import { parseNoProxy } from '../../http/no-proxy.js';
import { sendHttpRequest } from '../../http/request.js';
import type { HttpResponse } from '../../http/response.js';
import { isLoopback } from '../../loopback.js';
import { ImportError, shown } from './error.js';
import { type FileRequest, type FileResponse, toFileResponse, toImportError } from './file-response.js';

export interface TransportOptions {
  /** The URL of an HTTP proxy. */
  readonly proxy?: string | undefined;
  /** The servers that are reached without the proxy, as in NO_PROXY. So are those on this machine. */
  readonly noProxy?: readonly string[];
  readonly connectMs?: number;
  /** The timeout of the response headers, and of each chunk of the body. */
  readonly silenceMs?: number;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Fetches files from mirrors. */
export class Transport {
  readonly #proxy: URL | undefined;
  readonly #isDirect: (url: URL) => boolean;
  readonly #connectMs: number;
  readonly #silenceMs: number;

  /** @throws ImportError when the proxy is not an http or https URL */
  constructor({ proxy, noProxy = [], connectMs = CONNECT_MS, silenceMs = SILENCE_MS }: TransportOptions = {}) {
    this.#proxy = proxy ? parseProxy(proxy) : undefined;
    const isListed = parseNoProxy(noProxy);
    // A proxy elsewhere would reach its own host by a loopback address.
    this.#isDirect = (url) => isLoopback(url.hostname) || isListed(url);
    this.#connectMs = connectMs;
    this.#silenceMs = silenceMs;
  }

  /**
   * Requests a file from a byte on. A server may send all of it nevertheless.
   * @throws TransientError when a retry may help
   * @throws ImportError
   */
  async get(request: FileRequest, signal: AbortSignal): Promise<FileResponse> {
    const { url, offset = 0 } = request;
    const response = await this.#follow(url, offset, signal).catch((error: unknown) => {
      throw toImportError(url, error);
    });
    try {
      return toFileResponse(request, response);
    } catch (error) {
      response[Symbol.dispose]();
      throw error;
    }
  }

  /** Follows a bounded number of redirections. The credentials of the URL are sent to its own origin only. */
  async #follow(from: URL, offset: number, signal: AbortSignal): Promise<HttpResponse> {
    const seen = new Set([from.href]);
    for (let url = from; ; ) {
      const credentials = url.origin === from.origin ? encodeUrlCredentials(from) : undefined;
      const response = await this.#send(url, offset, credentials, signal);
      const { location } = response.headers;
      if (!REDIRECTS.includes(response.status) || location === undefined || seen.size > MAX_REDIRECTS) return response;
      response[Symbol.dispose]();
      url = parseLocation(url, location);
      if (seen.has(url.href)) throw new ImportError(`${shown(from)} is redirected in a loop.`);
      seen.add(url.href);
    }
  }

  #send(url: URL, offset: number, authorization: string | undefined, signal: AbortSignal): Promise<HttpResponse> {
    const headers = {
      'accept-encoding': 'identity',
      ...(authorization !== undefined && { authorization }),
      ...(offset > 0 && { range: `bytes=${offset}-` }),
    };
    const settings = {
      proxy: this.#isDirect(url) ? undefined : this.#proxy,
      connectMs: this.#connectMs,
      headersMs: this.#silenceMs,
      idleMs: this.#silenceMs,
    };
    const path = `${url.pathname}${url.search}`;
    return sendHttpRequest({ method: 'GET', server: url, path, headers }, settings, signal);
  }
}

/** @throws ImportError for other than an http or https URL */
function parseLocation(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to && /^https?:$/.test(to.protocol)) return to;
  throw new ImportError(`${shown(from)} is redirected to something other than an http or https URL.`);
}

function parseProxy(proxy: string): URL {
  if (/^https?:/i.test(proxy) && URL.canParse(proxy)) return new URL(proxy);
  throw new ImportError(`The proxy ${shown(proxy)} cannot be used: http_proxy has to be an http or https URL.`);
}
