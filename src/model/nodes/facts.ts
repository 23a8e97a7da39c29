import type { Logger } from 'pino';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';
import { hardwareIn, neighboursIn } from '../details/ask.js';
import { normalMac } from '../values.js';
import { LLDP, LSHW } from './details.js';
import type { BootingNode } from './netboot.js';

const VIRTUALITY = '00-maas-02-virtuality.out';
const VIRTUAL = 'virtual';
/** The largest number that the database takes. */
const MAX = 2_147_483_647;

type Warn = Pick<Logger, 'warn'>;

/**
 * Takes what a script that ended well has found out about a node (contract/nodes.md C6): of some names only. What cannot
 * be read changes nothing, and is logged.
 * @throws Invalid naming the fact whose number is none
 */
export async function takeFacts(tx: Db, node: BootingNode, name: string, output: Buffer, log: Warn): Promise<void> {
  if (name === LSHW) await takeHardware(tx, node, output, log);
  if (name === LLDP) await takeRouters(tx, node, output, log);
  if (name === VIRTUALITY) await takeVirtuality(tx, node, output.toString('latin1'), log);
}

const setHardware = statement<[number, number, number, number], never>(
  'node_hardware',
  'UPDATE nodes SET cpu_count = $2, memory = $3, storage = $4, updated = now() WHERE id = $1',
);

async function takeHardware(tx: Db, { id, system_id }: BootingNode, output: Buffer, log: Warn): Promise<void> {
  const answer = await hardwareIn(output);
  if ('reason' in answer) {
    log.warn({ node: system_id, reason: answer.reason }, 'the output of lshw cannot be read');
    return;
  }
  const { cpu_count, memory, storage } = answer.found;
  await tx.sql(setHardware, id, whole('cpu_count', cpu_count), whole('memory', memory), whole('storage', storage));
}

function whole(fact: string, value: number): number {
  if (!(Math.abs(value) <= MAX)) throw Invalid.field(fact, `${LSHW} does not give a number that it can be.`);
  return Math.trunc(value);
}

const setRouters = statement<[number, readonly string[] | null], never>(
  'node_routers',
  'UPDATE nodes SET routers = $2::text[], updated = now() WHERE id = $1',
);

/** Neighbours that tell no MAC address for one are left out. */
async function takeRouters(tx: Db, { id, system_id }: BootingNode, output: Buffer, log: Warn): Promise<void> {
  if (output.toString('latin1').trim() === '') {
    await tx.sql(setRouters, id, null);
    return;
  }
  const answer = await neighboursIn(output);
  if ('reason' in answer) log.warn({ node: system_id, reason: answer.reason }, 'the output of LLDP cannot be read');
  else
    await tx.sql(
      setRouters,
      id,
      answer.found.flatMap((mac) => normalMac(mac.trim()) ?? []),
    );
}

const makeTag = statement<[string], never>(
  'tag_ensure',
  'INSERT INTO tags (name) VALUES ($1) ON CONFLICT (name) DO NOTHING',
);

const setTag = statement<[number, string, boolean], never>(
  'node_tag_set',
  `WITH tag AS (SELECT id FROM tags WHERE name = $2),
     gone AS (DELETE FROM node_tags WHERE node_id = $1 AND tag_id IN (SELECT id FROM tag) AND NOT $3)
   INSERT INTO node_tags (node_id, tag_id) SELECT $1, id FROM tag WHERE $3 ON CONFLICT DO NOTHING`,
);

async function takeVirtuality(tx: Db, { id, system_id }: BootingNode, output: string, log: Warn): Promise<void> {
  await tx.sql(makeTag, VIRTUAL);
  if (output.includes(VIRTUAL)) await tx.sql(setTag, id, VIRTUAL, !output.includes('notvirtual'));
  else log.warn({ node: system_id }, 'neither virtual nor notvirtual: whether it is a virtual machine is not known');
}
