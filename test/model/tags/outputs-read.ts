import type { PoolClient } from 'pg';
import type { Database } from '../../../src/db/database.js';

/** The work of a database: how many statements it got, and of how many nodes outputs were read. */
export interface Reads {
  statements: number;
  outputs: number;
}

/** Watches all connections of a database. */
export function watchReads({ pool }: Database): Reads {
  const reads = { statements: 0, outputs: 0 };
  const watched = new Set<PoolClient>();
  pool.on('acquire', (client) => {
    if (watched.has(client)) return;
    watched.add(client);
    client.query = new Proxy(client.query, {
      apply(query, self, args) {
        reads.statements += 1;
        const { name = '', values = [] } = args[0];
        if (String(name).startsWith('nodes_examine_')) reads.outputs += values[0].length;
        return Reflect.apply(query, self, args);
      },
    });
  });
  return reads;
}
