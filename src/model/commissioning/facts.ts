import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { LLDP_RESULT, LSHW_RESULT } from '../hardware/outputs.js';
import {
  type Hardware,
  MAX_OUTPUT_BYTES,
  normalRouters,
  readHardware,
  readNeighbours,
} from '../hardware/read-outputs.js';
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
  /** Bytes */
  readonly size: number;
  bytes(): Promise<Buffer>;
  stream(): Readable;
}

/** Stores a fact that was read for a node. */
export type Fact = (tx: Db, nodeId: number) => Promise<unknown>;

/**
 * Reads the fact about a node in the output of a successful script (docs/contract/nodes.md C6). It may take seconds.
 * @returns undefined for other scripts, and for output that cannot be read, which is logged
 */
export async function readFact(origin: Origin, file: ScriptOutput): Promise<Fact | undefined> {
  if (file.field === LSHW_RESULT) return readHardwareFact(origin, await readStart(file));
  if (file.field === LLDP_RESULT) return readRoutersFact(origin, await readStart(file));
  if (file.field === VIRTUALITY) return readVirtualityFact(origin, (await readStart(file)).toString('latin1'));
  return undefined;
}

/** Reads an output, of a very long one only the start. */
async function readStart(file: ScriptOutput): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of file.stream()) {
    pieces.push(piece);
    size += piece.length;
    if (size >= MAX_OUTPUT_BYTES) break;
  }
  return Buffer.concat(pieces).subarray(0, MAX_OUTPUT_BYTES);
}

const setHardware = statement<[number, number | null, number | null, number | null], never>(
  'node_hardware',
  `UPDATE nodes SET cpu_count = coalesce($2, cpu_count), memory = coalesce($3, memory), storage = coalesce($4, storage),
     updated = now() WHERE id = $1`,
);

async function readHardwareFact(origin: Origin, output: Buffer): Promise<Fact | undefined> {
  const answer = await readHardware(output);
  if ('reason' in answer) {
    origin.log.warn({ node: origin.system_id, reason: answer.reason }, 'the output of lshw cannot be read');
    return undefined;
  }
  const { cpu_count, memory, storage, damage } = answer.found;
  logDamage(origin, 'lshw', damage);
  for (const fact of tooLargeFacts(answer.found)) {
    origin.log.warn({ node: origin.system_id, fact }, 'a number of lshw is too large');
  }
  // A fact that damaged output does not tell may have been lost: an earlier one is kept.
  const known = [cpu_count, memory, storage].map((value) =>
    value === 0 && damage !== null ? null : Math.trunc(Math.min(value, MAX)),
  );
  const [cpus = null, memoryMib = null, storageMib = null] = known;
  return (tx, nodeId) => tx.sql(setHardware, nodeId, cpus, memoryMib, storageMib);
}

/** The names of facts that are larger than what can be stored. The largest possible value is stored instead. */
export function tooLargeFacts({ cpu_count, memory, storage }: Hardware): string[] {
  const facts = Object.entries({ cpu_count, memory, storage });
  return facts.filter(([, value]) => value > MAX).map(([name]) => name);
}

function logDamage({ system_id, log }: Origin, program: string, damage: string | null): void {
  if (damage === null) return;
  log.warn({ node: system_id, reason: damage }, `the output of ${program} is not well-formed, and was repaired`);
}

const setRouters = statement<[number, readonly string[] | null], never>(
  'node_routers',
  'UPDATE nodes SET routers = $2::text[], updated = now() WHERE id = $1',
);

/** Whether LLDP printed nothing, as without lldpd. */
export const isBlank = (output: Uint8Array): boolean => Buffer.from(output).toString('latin1').trim() === '';

/** Reads the MAC addresses of the node's neighbours. Neighbours without a valid MAC address are skipped. */
async function readRoutersFact(origin: Origin, output: Buffer): Promise<Fact | undefined> {
  if (isBlank(output)) return (tx, nodeId) => tx.sql(setRouters, nodeId, null);
  const answer = await readNeighbours(output);
  if ('reason' in answer) {
    origin.log.warn({ node: origin.system_id, reason: answer.reason }, 'the output of LLDP cannot be read');
    return undefined;
  }
  logDamage(origin, 'LLDP', answer.found.damage);
  const routers = normalRouters(answer.found);
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
