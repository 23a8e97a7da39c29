import { encodeJson, singleLineJson } from './json-layout.js';
import type { Chunks } from './turns.js';

/** The Content-Type of the indented JSON of resources. */
export const JSON_TYPE = 'application/json; charset=utf-8';
/** The Content-Type of the one-line JSON of descriptions and field errors. */
const PLAIN_JSON_TYPE = 'application/json';
export const TEXT = 'text/plain; charset=utf-8';

/** An answer with its status and headers. Any other value that a handler returns is sent as JSON with status 200. */
export class Reply {
  private constructor(
    readonly status: number,
    readonly type: string,
    readonly body: Buffer | Chunks,
    readonly headers: Readonly<Record<string, string>> = {},
    /** Makes the body compressed by gzip, if that costs less than to compress `body`. */
    readonly gzip?: () => Chunks,
  ) {}

  /** A value of a resource, indented. */
  static json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
    return new Reply(status, JSON_TYPE, encodeJson(value), headers);
  }

  /** JSON on one line. */
  static plainJson(value: unknown, status = 200): Reply {
    return new Reply(status, PLAIN_JSON_TYPE, Buffer.from(singleLineJson(value)));
  }

  /** Text without a charset in its Content-Type, like the short answers of the original. */
  static text(text: string, status = 200, type = 'text/plain', headers: Readonly<Record<string, string>> = {}): Reply {
    return new Reply(status, type, Buffer.from(text), headers);
  }

  static bytes(type: string, body: Uint8Array, status = 200): Reply {
    return new Reply(status, type, Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  }

  static stream(
    type: string,
    body: Chunks,
    status = 200,
    headers: Readonly<Record<string, string>> = {},
    gzip?: () => Chunks,
  ): Reply {
    return new Reply(status, type, body, headers, gzip);
  }

  /** 304: the client has the current answer. */
  static unchanged(): Reply {
    return new Reply(304, 'text/plain', Buffer.alloc(0));
  }

  withHeader(name: string, value: string): Reply {
    return new Reply(this.status, this.type, this.body, { ...this.headers, [name]: value }, this.gzip);
  }

  /** 204 with a Content-Type: the `maas` command fails without one. */
  static empty(): Reply {
    return new Reply(204, 'text/plain', Buffer.alloc(0));
  }
}
