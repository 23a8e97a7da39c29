// The floor of a report of leases: the statements for its changes, which are known beforehand.
import pg from 'pg';
import { z } from 'zod';
import { answer } from '../support/answer.js';

const Leases = z.record(z.string(), z.string());

const client = new pg.Client(process.argv[2]);
await client.connect();

const CLUSTER = '(SELECT min(id) FROM nodegroups)';
const INSERT = {
  name: 'insert',
  text: `INSERT INTO dhcp_leases (ip, mac, nodegroup_id)
         SELECT ip::inet, mac, ${CLUSTER} FROM unnest($1::text[], $2::text[]) AS given (ip, mac)`,
};
const SELECT = { name: 'select', text: `SELECT host(ip), mac FROM dhcp_leases WHERE nodegroup_id = ${CLUSTER}` };
const UPDATE = {
  name: 'update',
  text: `UPDATE dhcp_leases l SET mac = given.mac FROM unnest($1::text[], $2::text[]) AS given (ip, mac)
         WHERE l.ip = given.ip::inet`,
};

answer({
  wipe: () => client.query('DELETE FROM dhcp_leases').then(() => null),
  /** Returns the milliseconds to insert leases. */
  first: (leases) => timed(() => client.query({ ...INSERT, values: columns(leases) })),
  /** Returns the milliseconds to read the stored leases. */
  unchanged: () => timed(() => client.query(SELECT)),
  /** Returns the milliseconds to read the stored leases and to change the given ones. */
  changed: (leases) =>
    timed(async () => {
      await client.query(SELECT);
      await client.query({ ...UPDATE, values: columns(leases) });
    }),
});

function columns(leases: unknown): string[][] {
  const given = Leases.parse(leases);
  return [Object.keys(given), Object.values(given)];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
