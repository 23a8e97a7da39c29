// The floor of a boot storm: bare Fastify, and for each request one statement by pg.
import fastify from 'fastify';
import pg from 'pg';
import { commissioningUserData } from '../../src/metadata/commissioning/user-data.js';
import { answer } from '../support/answer.js';

const CONNECTIONS = 10;

const STATEMENTS = {
  pxeconfig: `
    SELECT n.system_id, n.hostname, n.status, n.netboot, n.architecture, g.name, g.maas_url
    FROM mac_addresses m JOIN nodes n ON n.id = m.node_id JOIN nodegroups g ON g.id = n.nodegroup_id WHERE m.mac = $1`,
  preseed: `
    SELECT n.status, c.key AS consumer, t.key, t.secret
    FROM nodes n JOIN node_keys k ON k.node_id = n.id JOIN tokens t ON t.id = k.token_id
      JOIN consumers c ON c.id = t.consumer_id WHERE n.system_id = $1`,
  'user-data': `
    SELECT n.status FROM tokens t JOIN node_keys k ON k.token_id = t.id JOIN nodes n ON n.id = k.node_id
    WHERE t.key = $1`,
};

const pool = new pg.Pool({ connectionString: process.argv[2], max: CONNECTIONS });
const userData = commissioningUserData({ proxy: null });
const app = fastify();
for (const [name, text] of Object.entries(STATEMENTS)) {
  app.get<{ Params: { of: string } }>(`/${name}/:of`, async ({ params }, reply) => {
    const { rows } = await pool.query({ name, text, values: [params.of] });
    if (name !== 'user-data') return rows[0];
    return reply.type('application/octet-stream').send(userData);
  });
}
const url = await app.listen({ host: '127.0.0.1', port: 0 });

answer({ url: () => `${url}/` });
