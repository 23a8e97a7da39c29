import { createHmac } from 'node:crypto';
import { type Heard, HttpCounterpart, type Said } from './http-counterpart.js';

interface Message {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

/** A receiver of webhooks that verifies each message as Standard Webhooks says. */
export class WebhookReceiver implements AsyncDisposable {
  /** The received messages with a valid signature, in order. */
  readonly messages: Message[] = [];
  /** What is wrong with messages. */
  readonly violations: string[] = [];
  /** Any of them may have signed. */
  readonly secrets: string[] = [];
  #server: HttpCounterpart | undefined;

  private constructor(private readonly answer: (message: Message, count: number) => Said | undefined) {}

  /** @param answer gets the message, and the number of messages so far with its id; default: 200 */
  static async start(
    answer: (message: Message, count: number) => Said | undefined = () => ({ body: 'ok' }),
  ): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(answer);
    receiver.#server = await HttpCounterpart.start((heard) => receiver.#receive(heard));
    return receiver;
  }

  get url(): string {
    return `${this.#server?.origin}/hook?from=maas`;
  }

  /** The types of the messages, in order. */
  get types(): string[] {
    return this.messages.map(({ type }) => type);
  }

  #receive({ method, path, headers, body }: Heard): Said | undefined {
    const id = String(headers['webhook-id']);
    const timestamp = String(headers['webhook-timestamp']);
    const signatures = String(headers['webhook-signature']).split(' ');
    const wrong = (what: string) => this.violations.push(`${id}: ${what}`);
    if (method !== 'POST' || path !== '/hook?from=maas') wrong(`${method} ${path}`);
    if (headers['content-type'] !== 'application/json') wrong('content-type');
    if (!/^msg_[0-9a-f]{32}$/.test(id)) wrong('webhook-id');
    if (Math.abs(Number(timestamp) - Date.now() / 1_000) > 60) wrong('webhook-timestamp');
    const valid = this.secrets.map((secret) => {
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    });
    if (!signatures.some((signature) => valid.includes(signature))) wrong('webhook-signature');
    const { type } = JSON.parse(body);
    const before = this.messages.filter((message) => message.id === id);
    if (before.some((message) => message.body !== body)) wrong('another body');
    const message = { id, type: String(type), body };
    this.messages.push(message);
    return this.answer(message, before.length + 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }
}
