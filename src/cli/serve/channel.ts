import { z } from 'zod';

/** The other side of an IPC channel: a worker for its primary, and the primary for a worker. */
export interface Peer {
  send(message: object, done: (error: Error | null) => void): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What goes over the channel. The IPC channel carries messages of node:cluster too. */
const Message = z.object({
  maas: z.enum(['question', 'answer', 'failure']),
  id: z.number(),
  value: z.unknown(),
});
type Message = z.infer<typeof Message>;

interface Question {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Asks the peer for a value, and answers the same question of the peer. */
export class Channel {
  readonly #questions = new Map<number, Question>();
  #last = 0;

  /** @param answer makes the value for the peer */
  constructor(
    private readonly peer: Peer,
    private readonly answer: () => Promise<unknown>,
  ) {
    peer.onMessage((raw) => {
      const { data } = Message.safeParse(raw);
      if (data) void this.#receive(data);
    });
  }

  /** @throws Error when the peer fails, is gone, or does not answer within `ms` */
  async ask(ms: number): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#questions.set(id, { resolve, reject });
        timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
        this.#send({ maas: 'question', id, value: null }, reject);
      });
    } finally {
      clearTimeout(timer);
      this.#questions.delete(id);
    }
  }

  /** Fails all open questions, because the peer is gone. */
  close(): void {
    for (const { reject } of this.#questions.values()) reject(new Error('the process is gone'));
  }

  async #receive({ maas, id, value }: Message): Promise<void> {
    if (maas === 'answer') this.#questions.get(id)?.resolve(value);
    else if (maas === 'failure') this.#questions.get(id)?.reject(new Error(String(value)));
    else this.#send(await this.#reply(id), () => {});
  }

  async #reply(id: number): Promise<Message> {
    try {
      return { maas: 'answer', id, value: await this.answer() };
    } catch (error) {
      return { maas: 'failure', id, value: error instanceof Error ? error.message : String(error) };
    }
  }

  #send(message: Message, onError: (error: Error) => void): void {
    this.peer.send(message, (error) => {
      if (error) onError(error);
    });
  }
}
