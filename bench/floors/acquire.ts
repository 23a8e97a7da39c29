// The floor of acquire: the bare UPDATE by pg, without HTTP.
import pg from 'pg';
import { z } from 'zod';
import { Status } from '../../src/model/nodes/status.js';
import { answer } from '../support/answer.js';

const ACQUIRE = `
  UPDATE nodes SET status = ${Status.ALLOCATED}, owner_id = $1, token_id = $2, agent_name = $3, updated = now()
  WHERE id = (SELECT id FROM nodes WHERE status = ${Status.READY} ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
  RETURNING system_id`;

const Order = z.object({ amount: z.number(), connections: z.number(), ownerId: z.number(), tokenId: z.number() });

const clients: pg.Client[] = [];

answer({
  /** Nodes per second. */
  async acquire(argument) {
    const { amount, connections, ownerId, tokenId } = Order.parse(argument);
    while (clients.length < connections) clients.push(await connect());
    const values = [ownerId, tokenId, ''];
    let left = amount;
    const began = performance.now();
    await Promise.all(
      clients.map(async (client) => {
        while (left-- > 0) await client.query({ name: 'acquire', text: ACQUIRE, values });
      }),
    );
    return (amount / (performance.now() - began)) * 1_000;
  },
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client(process.argv[2]);
  await client.connect();
  return client;
}
