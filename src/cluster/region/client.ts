import { randomUUID } from 'node:crypto';
import { HttpError } from '../../http/error.js';
import { sendHttpRequest } from '../../http/request.js';
import { VERSION } from '../../version.js';
import { Clock } from './clock.js';
import { authorize } from './sign.js';

export interface RegionRequest {
  readonly method: 'GET' | 'POST';
  /** Below api/1.0, such as nodegroups/ */
  readonly path: string;
  readonly op: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** The key to sign with; without one the request is anonymous. */
  readonly key?: string | undefined;
  /** The most time until the answer begins; 60 seconds by default */
  readonly timeoutMs?: number;
}

export interface RegionAnswer {
  readonly status: number;
  readonly text: string;
}

/** The region did not give the answer that was asked for. `message` is for the log. */
export class RegionError extends Error {
  constructor(
    /** 0: there was no answer. */
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const CONNECT_MS = 10_000;
const TIMEOUT_MS = 60_000;
/** A configuration with 10,000 machines has less than 2 MB. */
const MAX_BYTES = 64 * 1024 * 1024;
/** How much of an error of the region is shown */
const SHOWN = 200;

/** Calls operations of the region's API. The certificate of an https region is verified. */
export class RegionClient {
  readonly clock: Clock;

  /** @param url the base URL of the region, such as http://10.0.0.10:5240/MAAS */
  constructor(
    readonly url: URL,
    private readonly signal: AbortSignal,
    onWrongClock: (message: string) => void,
  ) {
    this.clock = new Clock(onWrongClock);
  }

  /** @returns answers below 400 @throws RegionError for all else, or the signal's reason */
  async call(request: RegionRequest): Promise<RegionAnswer> {
    const answer = await this.#sendInTime(request);
    if (answer.status < 400) return answer;
    const text = answer.text.replace(/\s+/g, ' ').slice(0, SHOWN);
    throw new RegionError(answer.status, `the region answers ${request.op} with ${answer.status}: ${text}`);
  }

  /** A first request may be signed with a wrong time. Its answer tells the right one. */
  async #sendInTime(request: RegionRequest): Promise<RegionAnswer> {
    const before = this.clock.offsetSeconds;
    const answer = await this.#send(request);
    return answer.status === 401 && this.clock.offsetSeconds !== before ? this.#send(request) : answer;
  }

  async #send({ method, path, op, parameters = {}, key, timeoutMs = TIMEOUT_MS }: RegionRequest) {
    const query = new URLSearchParams({ op, ...(method === 'GET' ? parameters : {}) });
    const base = this.url.pathname.replace(/\/+$/, '');
    const headers = {
      'User-Agent': `maas-region-cluster/${VERSION}`,
      Accept: 'application/json, text/plain',
      'Accept-Encoding': 'gzip',
      ...(key === undefined ? {} : { Authorization: authorize(key, randomUUID(), this.clock.now()) }),
      ...(method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
    };
    const body = method === 'POST' ? new URLSearchParams(parameters).toString() : undefined;
    try {
      using response = await sendHttpRequest(
        {
          method,
          server: this.url,
          path: `${base}/api/1.0/${path}?${query}`,
          headers,
          ...(body !== undefined && { body }),
        },
        { connectMs: CONNECT_MS, headersMs: timeoutMs, idleMs: TIMEOUT_MS },
        this.signal,
      );
      this.clock.see(response.headers.date);
      return { status: response.status, text: await response.readText(MAX_BYTES) };
    } catch (error) {
      this.signal.throwIfAborted();
      if (!(error instanceof HttpError)) throw error;
      throw new RegionError(0, `the region at ${this.url.host} cannot be reached: ${error.message}`);
    }
  }
}
