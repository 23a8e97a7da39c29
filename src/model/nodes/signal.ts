import type { Logger } from 'pino';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { BadRequest, Conflict, TooLarge } from '../../errors.js';
import { isPowerType, parsePowerParametersJson } from '../../power/parameters.js';
import { evaluateNode } from '../tags/evaluate-node.js';
import { takeFacts } from './facts.js';
import type { BootingNode } from './netboot.js';
import { displayStatus, Status } from './status.js';

/** Where a word takes a node that is being commissioned. */
const OUTCOMES: Readonly<Record<string, number>> = {
  OK: Status.READY,
  FAILED: Status.FAILED_TESTS,
  WORKING: Status.COMMISSIONING,
};
const SIGNALLING: ReadonlySet<number> = new Set(Object.values(OUTCOMES));

/** Bytes of one result. */
const MAX_RESULT = 32 * 1_048_576;
const MAX_NAME = 255;

/** What a node says with a signal. */
export interface Report {
  readonly script_result: number | undefined;
  readonly power_type: string | undefined;
  readonly power_parameters: string | undefined;
  readonly error: string | undefined;
  readonly files: readonly ResultFile[];
}

/** The output of a script; its name is that of the form field. */
export interface ResultFile {
  readonly field: string;
  readonly size: number;
  bytes(): Promise<Buffer>;
}

/** The node's row must be locked. */
export interface SignalContext {
  readonly tx: Db;
  readonly node: BootingNode;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Takes in a commissioning node's report and moves the node on (contract/nodes.md C5).
 * @throws Conflict when the node is in no state to signal
 * @throws BadRequest
 */
export async function storeSignal(context: SignalContext, word: string, report: Report): Promise<void> {
  const { tx, node, log } = context;
  if (!SIGNALLING.has(node.status)) {
    const status = displayStatus(node.status, node.owner);
    throw new Conflict(`Node wasn't commissioning (status is ${status})`);
  }
  const status = Object.hasOwn(OUTCOMES, word) ? OUTCOMES[word] : undefined;
  if (status === undefined) throw new BadRequest(`Unknown commissioning status: '${word}'`);
  if (node.status !== Status.COMMISSIONING) return;
  for (const file of report.files) await storeResult(context, file, report.script_result ?? 0);
  await storePower(tx, node.id, report);
  if (status === Status.COMMISSIONING) return;
  await evaluateNode(tx, node.id, log);
  await tx.sql(finish, node.id, status, report.error ?? '');
}

const finish = statement<[number, number, string], never>(
  'commissioning_finish',
  'UPDATE nodes SET status = $2, owner_id = NULL, error = $3, updated = now() WHERE id = $1',
);

const store = statement<[number, string, number, Uint8Array], never>(
  'commissioning_store',
  `INSERT INTO commissioning_results (node_id, name, script_result, data) VALUES ($1, $2, $3, $4)
   ON CONFLICT (node_id, name) DO UPDATE
     SET script_result = excluded.script_result, data = excluded.data, updated = now()`,
);

async function storeResult({ tx, node, log }: SignalContext, file: ResultFile, scriptResult: number): Promise<void> {
  if (file.field === '' || file.field.length > MAX_NAME || file.field.includes('\u0000')) {
    throw new BadRequest(`The name of a result must have 1 to ${MAX_NAME} characters.`);
  }
  if (file.size > MAX_RESULT) throw new TooLarge(`${file.field}: a result may have ${MAX_RESULT} bytes at most.`);
  const output = await file.bytes();
  if (scriptResult === 0) await takeFacts(tx, node, file.field, output, log);
  await tx.sql(store, node.id, file.field, scriptResult, output);
}

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
