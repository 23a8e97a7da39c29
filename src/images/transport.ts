import { Agent, type Dispatcher, errors, interceptors, ProxyAgent, request } from 'undici';
import { ImportError, shown, TransientError } from './error.js';

export interface TransportOptions {
  /** The URL of an HTTP proxy through which everything is fetched. */
  readonly proxy?: string | undefined;
  readonly connectMs?: number;
  /** The longest silence of a server: before its answer begins, and between two pieces of it. */
  readonly silenceMs?: number;
}

export interface Answer {
  /** Where in the file the pieces begin, in bytes. */
  readonly offset: number;
  /** The rest of the file. To read them throws TransientError when they end too soon. */
  readonly pieces: AsyncIterable<Buffer>;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;
const MAX_REDIRECTS = 5;

/** Fetches from mirrors. Dispose of it to close its connections. */
export class Transport implements AsyncDisposable {
  readonly #dispatcher: Dispatcher;
  readonly #silenceMs: number;

  /** @throws ImportError when the proxy is no URL of an HTTP proxy */
  constructor({ proxy, connectMs = CONNECT_MS, silenceMs = SILENCE_MS }: TransportOptions = {}) {
    this.#silenceMs = silenceMs;
    this.#dispatcher = proxy ? proxyAgent(proxy, connectMs) : new Agent({ connect: { timeout: connectMs } });
  }

  /**
   * Asks for a file, from a byte on. A server may send it from its beginning nevertheless.
   * @throws TransientError when trying again may help
   * @throws ImportError
   */
  async get(url: URL, offset: number, signal: AbortSignal): Promise<Answer> {
    const { statusCode, headers, body } = await this.#request(url, offset, signal);
    const pieces = this.#read(url, body, signal);
    if (statusCode === 200) return { offset: 0, pieces };
    if (statusCode === 206 && contentStart(headers['content-range']) === offset) return { offset, pieces };
    body.on('error', () => {}).destroy();
    const message = `${shown(url)} was answered with status ${statusCode}.`;
    throw statusCode >= 500 || statusCode === 429 ? new TransientError(message) : new ImportError(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #request(url: URL, offset: number, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    try {
      return await request(shown(url), {
        signal,
        headersTimeout: this.#silenceMs,
        bodyTimeout: this.#silenceMs,
        dispatcher: this.#dispatcher.compose(interceptors.redirect({ maxRedirections: MAX_REDIRECTS })),
        headers: {
          'accept-encoding': 'identity',
          ...(url.username && { authorization: basic(url) }),
          ...(offset > 0 && { range: `bytes=${offset}-` }),
        },
      });
    } catch (error) {
      throw this.#explain(url, error, signal);
    }
  }

  async *#read(url: URL, body: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
    try {
      yield* body;
    } catch (error) {
      throw this.#explain(url, error, signal);
    }
  }

  /** What to make of an error that came while an answer was waited for or read. */
  #explain(url: URL, error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason;
    if (error instanceof ImportError || !(error instanceof Error)) return error;
    if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
      return new TransientError(`${shown(url)}: the server was silent for ${this.#silenceMs / 1_000} seconds.`);
    }
    return new TransientError(`${shown(url)} cannot be fetched: ${reasonOf(error)}.`);
  }
}

function proxyAgent(proxy: string, connectMs: number): ProxyAgent {
  const connect = { timeout: connectMs };
  try {
    // What it takes is checked here, as it takes other kinds of proxies too.
    if (/^https?:/i.test(proxy)) {
      return new ProxyAgent({ uri: proxy, proxyTunnel: false, proxyTls: connect, requestTls: connect });
    }
  } catch {
    // Told below.
  }
  throw new ImportError(`The proxy ${shown(proxy)} cannot be used: http_proxy has to be an http or https URL.`);
}

/** @throws URIError when something in them is badly escaped */
function basic({ username, password }: URL): string {
  const credentials = [username, password].map(decodeURIComponent).join(':');
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** The first byte of `bytes 5-9/10`. */
function contentStart(header: string | string[] | undefined): number | undefined {
  const [, start] = /^bytes (\d+)-/.exec(String(header)) ?? [];
  return start === undefined ? undefined : Number(start);
}

/** What went wrong in a few words. */
function reasonOf(error: Error): string {
  const code = 'code' in error ? String(error.code) : error.name;
  const [sentence = ''] = error.message.split(/\.(?:\s|$)/, 1);
  return error instanceof AggregateError || sentence === '' ? code : sentence;
}
