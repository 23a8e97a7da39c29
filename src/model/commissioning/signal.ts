import type { Logger } from 'pino';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { BadRequest, Conflict, TooLarge, Unavailable } from '../../errors.js';
import { recordEvent } from '../../events/record.js';
import { KeyedMutex } from '../../keyed-mutex.js';
import { isStorable } from '../../params/text.js';
import { IS_POWERING_OFF } from '../../power/actions/releasing.js';
import { isPowerType, parsePowerParametersJson } from '../../power/validate-parameters.js';
import { Substatus } from '../../substatus.js';
import { type SentBytes, sendBytes, sentBytes } from '../files/sent-bytes.js';
import type { BootingNode } from '../nodes/boot/booting-node.js';
import { displayNodeStatus, NodeStatus } from '../statuses/node-status.js';
import { evaluateNode } from '../tags/evaluate-node.js';
import { checkOutputs, type OutputCheck } from './check-outputs.js';
import { describeFailure } from './describe-failure.js';
import { type Fact, readFact, type ScriptOutput } from './facts.js';

/** The status of a commissioning node after a signal, by the word of the signal. */
const OUTCOMES: Readonly<Record<string, number>> = {
  OK: NodeStatus.READY,
  FAILED: NodeStatus.FAILED_TESTS,
  WORKING: NodeStatus.COMMISSIONING,
};
const SIGNALLING: ReadonlySet<number> = new Set(Object.values(OUTCOMES));

/** The most bytes of one result. */
const MAX_RESULT = 32 * 1_048_576;
const MAX_NAME = 255;
const MAX_ERROR = 255;

/** The content of a node's signal. */
export interface SignalReport {
  readonly status: string;
  /** The exit code of the script that made the files. @throws Invalid */
  script_result(): number;
  readonly power_type: string | undefined;
  readonly power_parameters: string | undefined;
  /** The error message; with WORKING, a progress message. @throws Invalid */
  error(): string;
  readonly files: readonly ScriptOutput[];
}

export interface SignalContext {
  /** Outside of any transaction: reading the node's files may take long, and must hold no locks. */
  readonly db: Db;
  readonly log: Pick<Logger, 'warn'>;
  /** Reads the node. */
  find(db: Db): Promise<BootingNode>;
  /** Reads and locks the node. */
  lock(tx: Db): Promise<BootingNode>;
}

/** One signal of a node is read at a time, so that a node cannot delay the signals of others. */
const signalMutex = new KeyedMutex<number>();

/**
 * Stores a commissioning node's report, then changes the node's status (docs/contract/nodes.md C5). These are two
 * transactions. The second one also writes the node's tags. A node of which no hardware is known, as the output of lshw
 * cannot be read, fails its tests.
 * @throws Conflict when the node's status permits no signals
 * @throws BadRequest, TooLarge, Invalid for an invalid report; then nothing is stored
 * @throws Unavailable when the node's details keep changing; then the report is stored, but the status is unchanged
 */
export function processSignal(context: SignalContext, nodeId: number, report: SignalReport): Promise<void> {
  return signalMutex.runExclusive(nodeId, () => takeNext(context, report));
}

async function takeNext(context: SignalContext, report: SignalReport): Promise<void> {
  const { db, log, find, lock } = context;
  const node = await find(db);
  const outcome = outcomeOf(node, report);
  if (node.status !== NodeStatus.COMMISSIONING) return;
  const files = lastOfEachName(report.files);
  const scriptResult = report.script_result();
  const error = outcome === NodeStatus.COMMISSIONING ? '' : report.error();
  const facts = scriptResult === 0 ? await readFacts(node, files, log) : [];
  const results = await sendResults(db, files);
  const stored = await db.transaction(async (tx) => {
    const locked = await lock(tx);
    outcomeOf(locked, report);
    if (locked.status !== NodeStatus.COMMISSIONING) return false;
    for (const fact of facts) await fact(tx, locked.id);
    for (const [name, bytes] of results) await tx.sql(store, locked.id, name, scriptResult, ...bytes);
    await storePower(tx, locked.id, report);
    return true;
  });
  if (!stored || outcome === NodeStatus.COMMISSIONING) return;
  const check =
    outcome === NodeStatus.READY
      ? await checkOutputs(db, node.id)
      : { failure: null, events: [await describeFailure(db, node.id, node.system_id, error)] };
  if (check.failure === null) await finish(context, report, node, outcome, error, check.events);
  else await finish(context, report, node, NodeStatus.FAILED_TESTS, check.failure.slice(0, MAX_ERROR), check.events);
}

/** The status that a signal leads to. @throws Conflict, BadRequest */
function outcomeOf(node: BootingNode, report: SignalReport): number {
  checkSignalling(node);
  const outcome = Object.hasOwn(OUTCOMES, report.status) ? OUTCOMES[report.status] : undefined;
  if (outcome === undefined) throw unknownWord(report);
  return outcome;
}

/** @throws Conflict when the status of a node permits no signals about its commissioning */
export function checkSignalling({ status, owner }: BootingNode): void {
  if (SIGNALLING.has(status)) return;
  throw new Conflict(`Node wasn't commissioning (status is ${displayNodeStatus(status, owner)})`);
}

export const unknownWord = ({ status }: SignalReport): BadRequest =>
  new BadRequest(`Unknown commissioning status: '${status}'`);

/** The files to store: the last one of each name. @throws BadRequest, TooLarge */
export function lastOfEachName(files: readonly ScriptOutput[]): readonly ScriptOutput[] {
  for (const { field, size } of files) {
    if (field === '' || field.length > MAX_NAME || !isStorable(field)) {
      throw new BadRequest(`The name of a result must have 1 to ${MAX_NAME} characters.`);
    }
    if (size > MAX_RESULT) throw new TooLarge(`${field}: a result may have ${MAX_RESULT} bytes at most.`);
  }
  return [...new Map(files.map((file) => [file.field, file])).values()];
}

/** Sends files to PostgreSQL before the transaction that stores them. @returns the names of the files, with their bytes */
export async function sendResults(db: Db, files: readonly ScriptOutput[]): Promise<[name: string, SentBytes][]> {
  const results: [string, SentBytes][] = [];
  for (const file of files) results.push([file.field, await sendBytes(db, file)]);
  return results;
}

async function readFacts(
  { system_id }: BootingNode,
  files: readonly ScriptOutput[],
  log: Pick<Logger, 'warn'>,
): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const file of files) {
    const fact = await readFact({ system_id, log }, file);
    if (fact) facts.push(fact);
  }
  return facts;
}

const store = statement<[number, string, number, ...SentBytes], never>(
  'commissioning_store',
  `INSERT INTO commissioning_results (node_id, name, script_result, data) VALUES ($1, $2, $3, ${sentBytes('$4', '$5')})
   ON CONFLICT (node_id, name) DO UPDATE
     SET script_result = excluded.script_result, data = excluded.data, updated = now()`,
);

const setPower = statement<[number, string, string | null], never>(
  'node_power_found',
  `UPDATE nodes SET power_type = $2, power_parameters = coalesce($3::jsonb, power_parameters), updated = now()
   WHERE id = $1`,
);

/** Stores the power settings that the node found on its BMC. The parameters are not validated against the type. */
async function storePower(tx: Db, nodeId: number, { power_type, power_parameters }: SignalReport): Promise<void> {
  if (power_type === undefined) return;
  if (power_type !== '' && !isPowerType(power_type)) throw new BadRequest(`Bad power_type '${power_type}'`);
  const parameters = parsePowerParametersJson(power_parameters ?? '');
  await tx.sql(setPower, nodeId, power_type, parameters ? JSON.stringify(parameters) : null);
}

/** A node that is released and commissioned while its power-off has not ended must wait for it. */
const moveOn = statement<[number, number, string], never>(
  'commissioning_finish',
  `UPDATE nodes n SET status = $2::int, owner_id = NULL, error = $3, updated = now(),
     substatus = CASE WHEN $2::int = ${NodeStatus.READY} AND ${IS_POWERING_OFF} THEN ${Substatus.RELEASING} END
   WHERE id = $1`,
);

/** The most evaluations of a node's tags. An evaluation is repeated when the node's details change meanwhile. */
const ATTEMPTS = 5;

/** Ends the commissioning of a node. The new status and the tags are committed together. */
async function finish(
  { db, log, lock }: SignalContext,
  report: SignalReport,
  { id }: BootingNode,
  outcome: number,
  error: string,
  events: OutputCheck['events'],
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const tagNode = await evaluateNode(db, id, log);
    const ended = await db.transaction(async (tx) => {
      const node = await lock(tx);
      outcomeOf(node, report);
      if (node.status !== NodeStatus.COMMISSIONING) return true;
      if (!(await tagNode(tx))) return false;
      await tx.sql(moveOn, id, outcome, error);
      for (const event of events) await recordEvent(tx, event);
      return true;
    });
    if (ended) return;
  }
  throw new Unavailable("The node's details keep changing, try again.");
}
