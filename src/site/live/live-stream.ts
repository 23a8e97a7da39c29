import type { ServerResponse } from 'node:http';
import type { LiveMessage } from './pending-changes.js';

const RETRY_MS = 2_000;

/** One open stream of server-sent events. A client that reads too slowly gets `reload` in place of what it missed. */
export class LiveStream {
  #isBehind = false;

  constructor(private readonly response: ServerResponse) {
    response.statusCode = 200;
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    // nginx keeps answers back otherwise.
    response.setHeader('X-Accel-Buffering', 'no');
    response.on('drain', () => this.#catchUp());
    response.write(`retry: ${RETRY_MS}\n\n`);
  }

  change(message: LiveMessage): void {
    this.#send(frame('change', JSON.stringify(message)));
  }

  /** Tells the page to read everything again. */
  reload(): void {
    this.#send(frame('reload', '{}'));
  }

  /** Keeps proxies from closing the connection. */
  comment(): void {
    if (!this.#isBehind) this.response.write(':\n\n');
  }

  /** Ends the stream. @param reason why the browser may not open another one; undefined: it may */
  end(reason?: string): void {
    if (reason !== undefined) this.response.write(frame('end', JSON.stringify({ reason })));
    this.response.end();
  }

  #send(text: string): void {
    if (this.response.writableNeedDrain) this.#isBehind = true;
    else this.response.write(text);
  }

  #catchUp(): void {
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.reload();
  }
}

function frame(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}
