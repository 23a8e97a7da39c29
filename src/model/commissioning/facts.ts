import type { Logger } from 'pino';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';
import { normalMac } from '../../params/values.js';
import { LLDP_RESULT, LSHW_RESULT } from '../hardware/outputs.js';
import { readHardware, readNeighbours } from '../hardware/read-outputs.js';
import { ensureTag, setNodeTag } from '../tags/node-tag.js';

const VIRTUALITY = '00-maas-02-virtuality.out';
const VIRTUAL = 'virtual';
/** The largest value of PostgreSQL's `integer`. */
const MAX = 2_147_483_647;

/** The node of an output, for the log. */
interface Origin {
  readonly system_id: string;
  readonly log: Pick<Logger, 'warn'>;
}

/** The output of a script. The name of the script is the name of the form field. */
export interface ScriptOutput {
  readonly field: string;
  bytes(): Promise<Buffer>;
}

/** Stores a fact that was read for a node. */
export type Fact = (tx: Db, nodeId: number) => Promise<unknown>;

/**
 * Reads the fact about a node in the output of a successful script (docs/contract/nodes.md C6). It may take seconds.
 * @returns undefined for other scripts, and for output that cannot be read, which is logged
 * @throws Invalid with the name of the fact whose number is not valid
 */
export async function readFact(origin: Origin, file: ScriptOutput): Promise<Fact | undefined> {
  if (file.field === LSHW_RESULT) return readHardwareFact(origin, await file.bytes());
  if (file.field === LLDP_RESULT) return readRoutersFact(origin, await file.bytes());
  if (file.field === VIRTUALITY) return readVirtualityFact(origin, (await file.bytes()).toString('latin1'));
  return undefined;
}

const setHardware = statement<[number, number, number, number], never>(
  'node_hardware',
  'UPDATE nodes SET cpu_count = $2, memory = $3, storage = $4, updated = now() WHERE id = $1',
);

async function readHardwareFact({ system_id, log }: Origin, output: Buffer): Promise<Fact | undefined> {
  const answer = await readHardware(output);
  if ('reason' in answer) {
    log.warn({ node: system_id, reason: answer.reason }, 'the output of lshw cannot be read');
    return undefined;
  }
  const { found } = answer;
  const cpuCount = whole('cpu_count', found.cpu_count);
  const memory = whole('memory', found.memory);
  const storage = whole('storage', found.storage);
  return (tx, nodeId) => tx.sql(setHardware, nodeId, cpuCount, memory, storage);
}

function whole(fact: string, value: number): number {
  if (!(Math.abs(value) <= MAX)) throw Invalid.field(fact, `${LSHW_RESULT} has no valid number.`);
  return Math.trunc(value);
}

const setRouters = statement<[number, readonly string[] | null], never>(
  'node_routers',
  'UPDATE nodes SET routers = $2::text[], updated = now() WHERE id = $1',
);

/** Reads the MAC addresses of the node's neighbours. Neighbours without a valid MAC address are skipped. */
async function readRoutersFact({ system_id, log }: Origin, output: Buffer): Promise<Fact | undefined> {
  if (output.toString('latin1').trim() === '') return (tx, nodeId) => tx.sql(setRouters, nodeId, null);
  const answer = await readNeighbours(output);
  if ('reason' in answer) {
    log.warn({ node: system_id, reason: answer.reason }, 'the output of LLDP cannot be read');
    return undefined;
  }
  const routers = answer.found.flatMap((mac) => normalMac(mac.trim()) ?? []);
  return (tx, nodeId) => tx.sql(setRouters, nodeId, routers);
}

function readVirtualityFact({ system_id, log }: Origin, output: string): Fact {
  const known = output.includes(VIRTUAL);
  if (!known)
    log.warn({ node: system_id }, 'neither virtual nor notvirtual: whether it is a virtual machine is not known');
  return async (tx, nodeId) => {
    await ensureTag(tx, VIRTUAL);
    if (known) await setNodeTag(tx, nodeId, VIRTUAL, !output.includes('notvirtual'));
  };
}
