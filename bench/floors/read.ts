// The floor of a node read: bare Fastify, and the same statement by pg.
import fastify from 'fastify';
import pg from 'pg';
import { type NodeRow, selectNodes } from '../../src/model/nodes/view.js';
import { answer } from '../support/answer.js';

const CONNECTIONS = 20;

const pool = new pg.Pool({ connectionString: process.argv[2], max: CONNECTIONS });
const statement = { name: 'read', text: `${selectNodes('nodes')} WHERE n.system_id = $1` };
const app = fastify();
app.get<{ Params: { system_id: string } }>('/nodes/:system_id/', async ({ params }) => {
  const { rows } = await pool.query<NodeRow>({ ...statement, values: [params.system_id] });
  return rows[0];
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });

answer({ url: () => `${url}/` });
