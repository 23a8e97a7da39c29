import { Agent, type IncomingMessage, request } from 'node:http';
import { eventually } from './eventually.js';
import type { Person } from './person.js';
import type { Region } from './region.js';

/** A stream of server-sent events, as a browser reads it. */
export class LiveClient implements Disposable {
  /** The data of the messages so far, by event. */
  readonly messages: { readonly event: string; readonly data: unknown; readonly at: number }[] = [];
  ended = false;
  #rest = '';

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    response.once('close', () => {
      this.ended = true;
    });
  }

  /** Opens a stream in the session of a person. The answer may be a refusal. */
  static open(region: Region, person: Pick<Person, 'cookie'>): Promise<LiveClient> {
    const url = new URL('/MAAS/session/live/', region.api);
    const agent = new Agent({ keepAlive: false });
    return new Promise((resolve, reject) => {
      request(url, { agent, headers: { cookie: person.cookie } }, (response) => resolve(new LiveClient(response)))
        .once('error', reject)
        .end();
    });
  }

  get status(): number | undefined {
    return this.response.statusCode;
  }

  changes(): unknown[] {
    return this.messages.filter(({ event }) => event === 'change').map(({ data }) => data);
  }

  /** Waits for a message that passes a check. */
  async until(passes: (event: string, data: unknown) => boolean): Promise<void> {
    await eventually(() => {
      if (!this.messages.some(({ event, data }) => passes(event, data)))
        throw new Error('there is no such message yet');
    });
  }

  #read(text: string): void {
    const parts = `${this.#rest}${text}`.split('\n\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      const event = /^event: (.*)$/m.exec(part)?.[1];
      const data = /^data: (.*)$/m.exec(part)?.[1];
      if (event !== undefined && data !== undefined) {
        this.messages.push({ event, data: JSON.parse(data), at: performance.now() });
      }
    }
  }

  [Symbol.dispose](): void {
    this.response.destroy();
  }
}
