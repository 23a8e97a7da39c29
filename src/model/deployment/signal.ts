import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { recordEvent } from '../../events/record.js';
import { KeyedMutex } from '../../keyed-mutex.js';
import { Substatus } from '../../substatus.js';
import {
  checkSignalling,
  lastOfEachName,
  type SignalReport,
  sendResults,
  unknownWord,
} from '../commissioning/signal.js';
import { type SentBytes, sentBytes } from '../files/sent-bytes.js';
import type { BootingNode } from '../nodes/boot/booting-node.js';
import { recordSystemReport } from '../nodes/boot/deployed.js';
import { NodeStatus, type NodeStatuses } from '../statuses/node-status.js';

const WORDS = ['OK', 'FAILED', 'WORKING'];

/** Whether a node is being deployed, or was. Its signals are about its deployment. */
export function isDeployment({ status, substatus }: NodeStatuses): boolean {
  return status === NodeStatus.ALLOCATED && substatus !== null;
}

export interface DeploymentSignalContext {
  readonly db: Db;
  /** Reads and locks the node. */
  lock(tx: Db): Promise<BootingNode>;
}

/** One signal of a node is read at a time, as its files may be large. */
const signalMutex = new KeyedMutex<number>();

/**
 * Stores the report of a node that is being deployed, and ends the deployment. FAILED of any system fails it. OK ends it
 * with success, unless the installer sends it: the node must still boot from its disk. Signals of a deployed node change
 * nothing.
 * @throws BadRequest, TooLarge, Invalid for an invalid report; then nothing is stored
 * @throws Conflict when the deployment was aborted meanwhile
 */
export function processDeploymentSignal(
  { db, lock }: DeploymentSignalContext,
  nodeId: number,
  report: SignalReport,
  system: 'own' | 'installer',
): Promise<void> {
  if (!WORDS.includes(report.status)) throw unknownWord(report);
  const isSuccess = report.status === 'OK' && system === 'own';
  return signalMutex.runExclusive(nodeId, async () => {
    const files = lastOfEachName(report.files);
    const scriptResult = report.script_result();
    const error = report.status === 'FAILED' ? report.error() : '';
    const results = await sendResults(db, files);
    await db.transaction(async (tx) => {
      const node = await lock(tx);
      if (node.substatus === Substatus.DEPLOYED) return;
      // It was aborted meanwhile.
      if (!isDeployment(node)) return checkSignalling(node);
      for (const [name, bytes] of results) await tx.sql(store, node.id, name, scriptResult, ...bytes);
      if (report.status === 'FAILED') await failDeployment(tx, node, error);
      if (isSuccess) await recordSystemReport(tx, node.system_id);
    });
  });
}

const store = statement<[number, string, number, ...SentBytes], never>(
  'installation_store',
  `INSERT INTO installation_results (node_id, name, script_result, data) VALUES ($1, $2, $3, ${sentBytes('$4', '$5')})
   ON CONFLICT (node_id, name) DO UPDATE
     SET script_result = excluded.script_result, data = excluded.data, updated = now()`,
);

const fail = statement<[number, string], never>(
  'deployment_fail',
  `UPDATE nodes SET substatus = ${Substatus.FAILED_DEPLOYMENT}, error = $2, updated = now() WHERE id = $1`,
);

/** Fails a deployment, once. */
async function failDeployment(tx: Db, node: BootingNode, error: string): Promise<void> {
  if (node.substatus === Substatus.FAILED_DEPLOYMENT) return;
  await tx.sql(fail, node.id, error);
  // Later owners see the events of a node, so the text of the report is not in it.
  const description = 'The installer has reported a failure.';
  await recordEvent(tx, { level: 'ERROR', type: 'Node deployment failed', description, systemId: node.system_id });
}
