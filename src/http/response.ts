import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readBody } from './body.js';
import { toHttpError } from './classify.js';
import { decode, parseCodings } from './decode.js';
import { HttpError } from './error.js';

/** Whether content codings are removed. */
export type Decision = boolean | ((start: Buffer) => boolean);

const START_BYTES = 1024;

/** An HTTP response whose body is streamed. Dispose of it to close its connection. */
export class HttpResponse implements Disposable {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The content codings of the body. */
  readonly codings: readonly string[];

  constructor(
    private readonly message: IncomingMessage,
    private readonly idleMs: number,
    private readonly signal: AbortSignal,
  ) {
    this.status = message.statusCode ?? 0;
    this.headers = message.headers;
    this.codings = parseCodings(message.headers['content-encoding']);
  }

  /**
   * The chunks of the body.
   * @param decoded whether its content codings are removed; a function decides this by the first bytes of the body
   * @throws HttpError, or the signal's reason
   */
  async *read({ decoded }: { readonly decoded: Decision }): AsyncGenerator<Buffer> {
    try {
      const body = readBody(this.message, this.idleMs);
      const { isDecoded, chunks } =
        typeof decoded === 'function' ? await decide(body, decoded) : { isDecoded: decoded, chunks: body };
      yield* isDecoded ? decode(chunks, this.codings) : chunks;
    } catch (error) {
      this.signal.throwIfAborted();
      throw toHttpError(error, 'reset');
    } finally {
      this[Symbol.dispose]();
    }
  }

  /** The decoded body as UTF-8. @throws HttpError, also for more than `maxBytes`, or the signal's reason */
  async readText(maxBytes: number): Promise<string> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.read({ decoded: true })) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new HttpError('too large', `more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  [Symbol.dispose](): void {
    this.message.destroy();
  }
}

/** Decides by the first bytes of a body. @returns the whole body too */
async function decide(body: AsyncGenerator<Buffer>, isDecodedFor: (start: Buffer) => boolean) {
  let start: Buffer = Buffer.alloc(0);
  while (start.length < START_BYTES) {
    const { done, value } = await body.next();
    if (done) break;
    start = Buffer.concat([start, value]);
  }
  return { isDecoded: isDecodedFor(start.subarray(0, START_BYTES)), chunks: prepend(start, body) };
}

async function* prepend(start: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (start.length > 0) yield start;
  yield* rest;
}
