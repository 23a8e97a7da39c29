// The floor of acquire: the bare UPDATE by pg, directly or in bare Fastify.
import fastify from 'fastify';
import pg from 'pg';
import { z } from 'zod';
import { NodeStatus } from '../../src/model/statuses/node-status.js';
import { answer } from '../support/answer.js';
import { CONNECTIONS } from '../support/load.js';

const ACQUIRE = `
  UPDATE nodes SET status = ${NodeStatus.ALLOCATED}, owner_id = $1, token_id = $2, agent_name = $3, updated = now()
  WHERE id = (SELECT id FROM nodes WHERE status = ${NodeStatus.READY} ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED)
  RETURNING system_id`;
const TOKEN = `SELECT u.id, t.id FROM users u JOIN tokens t ON t.user_id = u.id WHERE u.username = 'admin'`;

const pool = new pg.Pool({ connectionString: process.argv[2], max: CONNECTIONS });
const { rows } = await pool.query<number[]>({ text: TOKEN, rowMode: 'array' });
const values = [...(rows[0] ?? []), ''];
const acquire = () => pool.query({ name: 'acquire', text: ACQUIRE, values });

const app = fastify();
app.post('/', async () => (await acquire()).rows[0]);
const url = await app.listen({ host: '127.0.0.1', port: 0 });

answer({
  url: () => url,
  /** Acquires `amount` nodes on 32 connections without HTTP. Returns nodes per second. */
  async acquire(amount) {
    let left = z.number().parse(amount);
    const wanted = left;
    const began = performance.now();
    const drive = async () => {
      while (left-- > 0) await acquire();
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, drive));
    return (wanted / (performance.now() - began)) * 1_000;
  },
});
