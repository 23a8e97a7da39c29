import { z } from 'zod';
import { encodeBody, type Payload, urlencode } from './body.js';
import { type ApiKey, type OAuthParameters, plaintextHeader } from './oauth.js';

export interface CallOptions extends Payload {
  readonly headers?: Readonly<Record<string, string>>;
  /** OAuth parameters that replace the valid ones. */
  readonly auth?: OAuthParameters;
}

const WrongFields = z.record(z.string(), z.array(z.string().min(1)).nonempty());

/** A schema that parses a JSON answer. */
export interface Shape<T> {
  parse(value: unknown): T;
}

/** An answer, read to its end. */
export class Reply {
  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly bytes: Buffer,
  ) {}

  /** The Content-Type; "" if it is missing. */
  get type(): string {
    return this.headers.get('content-type') ?? '';
  }

  get text(): string {
    return this.bytes.toString('utf8');
  }

  get json(): unknown {
    return JSON.parse(this.text);
  }

  /** The JSON answer in this shape. @throws Error when the status is not 2xx or the shape is another. */
  as<T>(shape: Shape<T>): T {
    return shape.parse(this.ok().json);
  }

  /**
   * Returns the names of the invalid fields, in alphabetical order.
   * @throws Error unless the answer is a 400 with a list of messages for each field
   */
  get wrongFields(): string[] {
    if (this.status !== 400) throw new Error(`status ${this.status}: ${this.text.slice(0, 500)}`);
    if (this.type !== 'application/json') throw new Error(`not a list of wrong fields: ${this.type}`);
    return Object.keys(WrongFields.parse(this.json)).sort();
  }

  /** @throws Error with the text of the answer when the status is not 2xx */
  ok(): this {
    if (this.status < 200 || this.status > 299) throw new Error(`status ${this.status}: ${this.text.slice(0, 500)}`);
    return this;
  }
}

/**
 * Sends one request, signed by PLAINTEXT with `key` (null: anonymous).
 * @param path below `base`, or with a slash in front below the server's root
 */
export async function send(
  base: URL,
  key: ApiKey | null,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Reply> {
  const url = new URL(path, base);
  if (options.query) url.search = [url.search.slice(1), urlencode(options.query)].filter((part) => part).join('&');
  const { body, type } = encodeBody(options);
  const headers = new Headers(options.headers);
  if (key !== null && !headers.has('authorization')) headers.set('authorization', plaintextHeader(key, options.auth));
  if (type !== undefined && !headers.has('content-type')) headers.set('content-type', type);
  const response = await fetch(url, { method, headers, redirect: 'manual', ...(body && { body }) });
  return new Reply(response.status, response.headers, Buffer.from(await response.arrayBuffer()));
}
