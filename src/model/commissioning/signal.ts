import type { Logger } from 'pino';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { BadRequest, Conflict, TooLarge, Unavailable } from '../../errors.js';
import { KeyedMutex } from '../../keyed-mutex.js';
import { isStorable } from '../../params/text.js';
import { isPowerType, parsePowerParametersJson } from '../../power/validate-parameters.js';
import type { BootingNode } from '../nodes/boot/booting-node.js';
import { displayNodeStatus, NodeStatus } from '../statuses/node-status.js';
import { evaluateNode } from '../tags/evaluate-node.js';
import { type Fact, readFact, type ScriptOutput } from './facts.js';

/** Where a word takes a node that is being commissioned. */
const OUTCOMES: Readonly<Record<string, number>> = {
  OK: NodeStatus.READY,
  FAILED: NodeStatus.FAILED_TESTS,
  WORKING: NodeStatus.COMMISSIONING,
};
const SIGNALLING: ReadonlySet<number> = new Set(Object.values(OUTCOMES));

/** Bytes of one result. */
const MAX_RESULT = 32 * 1_048_576;
const MAX_NAME = 255;

/** What a node says with a signal. */
export interface Report {
  readonly status: string;
  /** Of the script that made the files. @throws Invalid */
  script_result(): number;
  readonly power_type: string | undefined;
  readonly power_parameters: string | undefined;
  /** What went wrong; a progress message while it is WORKING. @throws Invalid */
  error(): string;
  readonly files: readonly ResultFile[];
}

interface ResultFile extends ScriptOutput {
  readonly size: number;
}

export interface SignalContext {
  /** Outside of any transaction: nothing is held while it is read what the node sent, which may take long. */
  readonly db: Db;
  readonly log: Pick<Logger, 'warn'>;
  /** The node as it is now. */
  find(db: Db): Promise<BootingNode>;
  /** The same, locked. */
  lock(tx: Db): Promise<BootingNode>;
}

/** A node has one of its signals read at a time, so that it cannot keep those of the others waiting. */
const signalMutex = new KeyedMutex<number>();

/**
 * Takes in a commissioning node's report, then moves the node on (docs/contract/nodes.md C5): two transactions, of
 * which the second has the tags as well.
 * @throws Conflict when the node is in no state to signal
 * @throws BadRequest, TooLarge, Invalid for what cannot be taken; then nothing is
 * @throws Unavailable when the node's details keep changing; then the report is stored and the node where it was
 */
export function takeSignal(context: SignalContext, nodeId: number, report: Report): Promise<void> {
  return signalMutex.runExclusive(nodeId, () => takeNext(context, report));
}

async function takeNext(context: SignalContext, report: Report): Promise<void> {
  const { db, log, find, lock } = context;
  const node = await find(db);
  const outcome = outcomeOf(node, report);
  if (node.status !== NodeStatus.COMMISSIONING) return;
  const files = lastOfEachName(report.files);
  const scriptResult = report.script_result();
  const error = outcome === NodeStatus.COMMISSIONING ? '' : report.error();
  const facts = scriptResult === 0 ? await readFacts(node, files, log) : [];
  const stored = await db.transaction(async (tx) => {
    const locked = await lock(tx);
    outcomeOf(locked, report);
    if (locked.status !== NodeStatus.COMMISSIONING) return false;
    for (const fact of facts) await fact(tx, locked.id);
    for (const file of files) await tx.sql(store, locked.id, file.field, scriptResult, await file.bytes());
    await storePower(tx, locked.id, report);
    return true;
  });
  if (stored && outcome !== NodeStatus.COMMISSIONING) await finish(context, node, outcome, error);
}

/** The status that a signal leads to. @throws Conflict, BadRequest */
function outcomeOf({ status, owner }: BootingNode, report: Report): number {
  if (!SIGNALLING.has(status)) {
    throw new Conflict(`Node wasn't commissioning (status is ${displayNodeStatus(status, owner)})`);
  }
  const outcome = Object.hasOwn(OUTCOMES, report.status) ? OUTCOMES[report.status] : undefined;
  if (outcome === undefined) throw new BadRequest(`Unknown commissioning status: '${report.status}'`);
  return outcome;
}

/** @throws BadRequest, TooLarge */
function lastOfEachName(files: readonly ResultFile[]): readonly ResultFile[] {
  for (const { field, size } of files) {
    if (field === '' || field.length > MAX_NAME || !isStorable(field)) {
      throw new BadRequest(`The name of a result must have 1 to ${MAX_NAME} characters.`);
    }
    if (size > MAX_RESULT) throw new TooLarge(`${field}: a result may have ${MAX_RESULT} bytes at most.`);
  }
  return [...new Map(files.map((file) => [file.field, file])).values()];
}

async function readFacts(
  { system_id }: BootingNode,
  files: readonly ResultFile[],
  log: Pick<Logger, 'warn'>,
): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const file of files) {
    const fact = await readFact({ system_id, log }, file);
    if (fact) facts.push(fact);
  }
  return facts;
}

const store = statement<[number, string, number, Uint8Array], never>(
  'commissioning_store',
  `INSERT INTO commissioning_results (node_id, name, script_result, data) VALUES ($1, $2, $3, $4)
   ON CONFLICT (node_id, name) DO UPDATE
     SET script_result = excluded.script_result, data = excluded.data, updated = now()`,
);

const setPower = statement<[number, string, string | null], never>(
  'node_power_found',
  `UPDATE nodes SET power_type = $2, power_parameters = coalesce($3::jsonb, power_parameters), updated = now()
   WHERE id = $1`,
);

/** What the node found of its own BMC. The parameters are not checked against the type. */
async function storePower(tx: Db, nodeId: number, { power_type, power_parameters }: Report): Promise<void> {
  if (power_type === undefined) return;
  if (power_type !== '' && !isPowerType(power_type)) throw new BadRequest(`Bad power_type '${power_type}'`);
  const parameters = parsePowerParametersJson(power_parameters ?? '');
  await tx.sql(setPower, nodeId, power_type, parameters ? JSON.stringify(parameters) : null);
}

const moveOn = statement<[number, number, string], never>(
  'commissioning_finish',
  'UPDATE nodes SET status = $2, owner_id = NULL, error = $3, updated = now() WHERE id = $1',
);

/** How often tags are found out anew because what they follow from has changed meanwhile. */
const ATTEMPTS = 5;

/** Ends the commissioning of a node: whoever sees its new status sees its tags. */
async function finish(
  { db, log, lock }: SignalContext,
  { id }: BootingNode,
  outcome: number,
  error: string,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const tagNode = await evaluateNode(db, id, log);
    const ended = await db.transaction(async (tx) => {
      const { status } = await lock(tx);
      if (status !== NodeStatus.COMMISSIONING) return true;
      if (!(await tagNode(tx))) return false;
      await tx.sql(moveOn, id, outcome, error);
      return true;
    });
    if (ended) return;
  }
  throw new Unavailable('What the node reports keeps changing, try again.');
}
