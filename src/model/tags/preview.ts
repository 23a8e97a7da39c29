import type { Db } from '../../db/database.js';
import { Invalid, Unavailable } from '../../errors.js';
import { threadPool } from '../hardware/evaluate.js';
import { explainDefinition } from '../hardware/read-outputs.js';
import { type ExaminedPage, examineNodes } from './examine.js';
import { examineNodeNamed, type NodeVersion } from './examined.js';

/** The nodes that a definition would tag. */
export interface Preview {
  /** How many of the examined nodes match. */
  readonly count: number;
  /** The first of them. */
  readonly systemIds: readonly string[];
  readonly examined: number;
  /** False: the time was over before all nodes were examined. */
  readonly complete: boolean;
  /** Why nodes could not be examined in full, each reason once. */
  readonly failures: readonly string[];
}

/** Why a node matches, or does not. */
export interface NodePreview {
  readonly systemId: string;
  readonly matches: boolean;
  readonly why: string;
}

const MOST_IDS = 100;
const MOST_FAILURES = 10;
/** The time for the nodes of one preview, in milliseconds. */
const PREVIEW_MS = 10_000;
/** The most previews of a process at once: they use the threads in which signals are evaluated. */
const MOST_AT_ONCE = 4;
let running = 0;

/**
 * Evaluates a valid definition on all nodes, without writing anything.
 * @param signal when it aborts, no more nodes are examined
 * @throws Unavailable while too many previews run
 */
export function previewDefinition(
  db: Db,
  definition: string,
  signal = AbortSignal.timeout(PREVIEW_MS),
): Promise<Preview> {
  return unlessBusy(() => evaluatePages(db, definition, signal));
}

/** @throws Unavailable while too many previews run */
async function unlessBusy<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= MOST_AT_ONCE) throw new Unavailable('Too many previews of tags are running.');
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
  }
}

async function evaluatePages(db: Db, definition: string, signal: AbortSignal): Promise<Preview> {
  /** The first nodes that match, without their outputs, which have megabytes. */
  let first: Pick<NodeVersion, 'id' | 'system_id'>[] = [];
  const failures = new Set<string>();
  let [count, examined] = [0, 0];
  const services = { database: db, pool: threadPool, signal };
  const complete = await examineNodes(
    services,
    null,
    () => [{ definition }],
    async (page) => {
      const { nodes, evaluation } = page;
      const matching = nodes.filter((_, row) => evaluation.matches(row, 0));
      count += matching.length;
      first = [...first, ...matching.map(({ id, system_id }) => ({ id, system_id }))]
        .sort((one, other) => one.id - other.id)
        .slice(0, MOST_IDS);
      examined += evaluation.examined;
      noteFailures(page, failures);
    },
  );
  return { count, systemIds: first.map(({ system_id }) => system_id), examined, complete, failures: [...failures] };
}

function noteFailures({ nodes, evaluation }: ExaminedPage<unknown>, noted: Set<string>): void {
  for (const { row, reason } of evaluation.failures) {
    if (noted.size >= MOST_FAILURES) return;
    const node = row === undefined ? undefined : nodes[row];
    noted.add(node ? `${node.system_id}: ${reason}` : reason);
  }
}

/**
 * Explains a valid definition on one node.
 * @throws Invalid under `system_id` for an unknown node
 * @throws Unavailable while too many previews run
 */
export function previewNode(db: Db, definition: string, systemId: string): Promise<NodePreview> {
  return unlessBusy(() => explainNode(db, definition, systemId));
}

async function explainNode(db: Db, definition: string, systemId: string): Promise<NodePreview> {
  const node = await examineNodeNamed(db, systemId);
  if (!node) throw Invalid.field('system_id', `Unknown node(s): ${systemId}.`);
  const { matches, why } = await explainDefinition(definition, node);
  const missing = node.lshw === null ? ' No output of lshw is stored for the node.' : '';
  return { systemId, matches, why: `${why}${missing}` };
}
