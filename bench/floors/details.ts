// The floor of details: one statement for all details, whose bytes are joined.
import pg from 'pg';
import { answer } from '../support/answer.js';

const client = new pg.Client(process.argv[2]);
await client.connect();
const SELECT = {
  name: 'select',
  text: 'SELECT n.system_id, r.name, r.data FROM nodes n JOIN commissioning_results r ON r.node_id = n.id ORDER BY n.id',
};

answer({
  /** Returns the milliseconds for all details. */
  async details() {
    const began = performance.now();
    const { rows } = await client.query<{ system_id: string; name: string; data: Buffer }>(SELECT);
    Buffer.concat(rows.flatMap(({ system_id, name, data }) => [Buffer.from(system_id), Buffer.from(name), data]));
    return performance.now() - began;
  },
});
