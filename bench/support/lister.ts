// Clients that list all nodes again and again, in a process of their own: they must not delay the measuring client.
import { z } from 'zod';
import { answer } from './answer.js';
import { exchange } from './exchange.js';
import { Signer } from './signer.js';

const [url = '', key = ''] = process.argv.slice(2);
const signer = new Signer(key);
let running: Promise<unknown> | undefined;
let isStopped = false;

answer({
  /** Starts a number of clients. */
  start(clients) {
    isStopped = false;
    running = Promise.all(Array.from({ length: z.number().parse(clients) }, listAgain));
  },
  /** Resolves when the last list has arrived. */
  async stop() {
    isStopped = true;
    await running;
  },
});

async function listAgain(): Promise<void> {
  while (!isStopped) {
    const headers = { authorization: signer.header(), 'accept-encoding': 'identity' };
    await exchange(new URL(url), { method: 'GET', headers });
  }
}
