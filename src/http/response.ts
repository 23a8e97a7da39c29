import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { readBody } from './body.js';
import { toHttpError } from './classify.js';
import { decode, parseCodings } from './decode.js';
import { HttpError } from './error.js';

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

  /** The chunks of the body, with its content codings removed or not. @throws HttpError, or the signal's reason */
  async *read({ decoded }: { readonly decoded: boolean }): AsyncGenerator<Buffer> {
    try {
      const chunks = readBody(this.message, this.idleMs);
      yield* decoded ? decode(chunks, this.codings) : chunks;
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
