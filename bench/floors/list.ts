// The floor of a node list: one statement for all nodes, and JSON.stringify.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import pg from 'pg';
import { z } from 'zod';
import { selectNodes } from '../../src/model/nodes/view.js';
import { answer } from '../support/answer.js';

const client = new pg.Client(process.argv[2]);
await client.connect();
const statement = { name: 'list', text: `${selectNodes('nodes')} ORDER BY n.id` };

answer({
  /** Returns the milliseconds for a list, compressed or not. */
  async list(compressed) {
    const began = performance.now();
    const { rows } = await client.query(statement);
    const text = JSON.stringify(rows);
    if (z.boolean().parse(compressed)) await promisify(gzip)(text);
    return performance.now() - began;
  },
});
