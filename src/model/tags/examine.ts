import type { Db } from '../../db/database.js';
import { type Evaluation, evaluateChosen } from '../hardware/evaluate.js';
import type { Thread } from '../hardware/thread.js';
import type { ThreadPool } from '../hardware/thread-pool.js';
import { type ListedNode, listNodes, readOutputs } from './examined.js';
import { NodeQueue } from './node-queue.js';

export interface ExaminationServices {
  readonly database: Db;
  readonly pool: ThreadPool;
  /** Ends the examination early. */
  readonly signal?: AbortSignal | undefined;
}

/** Some nodes, on which definitions were evaluated. */
export interface ExaminedPage<Tag> {
  readonly tags: readonly Tag[];
  readonly nodes: readonly ListedNode[];
  readonly evaluation: Evaluation;
}

/**
 * Evaluates definitions on all nodes, or on some, page by page in any order. Outputs are read while threads evaluate
 * other pages. They are not read when a thread keeps the document.
 * @param tags returns the tags to evaluate on the next page; without any, the examination ends
 * @param onPage called for several pages at once
 * @returns whether all nodes were examined
 */
export async function examineNodes<Tag extends { readonly definition: string }>(
  services: ExaminationServices,
  nodeIds: readonly number[] | null,
  tags: () => readonly Tag[],
  onPage: (page: ExaminedPage<Tag>) => Promise<void>,
): Promise<boolean> {
  const { database, pool, signal } = services;
  // The next page is read, and the last one written, while all threads evaluate.
  const loops = pool.count + 1;
  for await (const nodes of listNodes(database, nodeIds)) {
    const queue = new NodeQueue(nodes, pool, loops);
    const examineNext = async () => {
      const wanted = tags();
      const definitions = wanted.map(({ definition }) => definition);
      if (definitions.length === 0 || signal?.aborted) return false;
      const page = await examinePage(services, queue, definitions);
      if (page) await onPage({ tags: wanted, ...page });
      return page !== undefined;
    };
    await inParallel(loops, examineNext, () => queue.close());
    if (signal?.aborted) return false;
  }
  return true;
}

/** Calls `work` until it returns false, several times at once. When it throws, `stop` makes the other calls the last. */
async function inParallel(count: number, work: () => Promise<boolean>, stop: () => void): Promise<void> {
  const repeat = async () => {
    try {
      while (await work());
    } catch (error) {
      stop();
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: count }, repeat));
  const failed = results.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Evaluates definitions on the next nodes of the queue. @returns undefined when its loop must end */
async function examinePage(
  { database, pool, signal }: ExaminationServices,
  queue: NodeQueue,
  definitions: readonly string[],
): Promise<{ nodes: readonly ListedNode[]; evaluation: Evaluation } | undefined> {
  const unread = await readNext(database, queue);
  if (unread.length === 0 && queue.isEmpty) return undefined;
  const choose = (thread: Thread) => (unread.length > 0 ? unread : queue.takeKept(thread));
  const prefer = (thread: Thread) => queue.countKept(thread);
  const read = (missing: readonly ListedNode[]) => readOutputs(database, missing);
  const { documents, evaluation } = await evaluateChosen(choose, definitions, { pool, signal, prefer, read });
  return documents.length > 0 ? { nodes: documents, evaluation } : undefined;
}

/** Reads the outputs of the next nodes that still exist. @returns none when there are no more nodes to read */
async function readNext(database: Db, queue: NodeQueue): Promise<readonly ListedNode[]> {
  for (let page = queue.takeUnread(); page.length > 0; page = queue.takeUnread()) {
    await readOutputs(database, page);
    const existing = page.filter(({ version }) => version !== '');
    if (existing.length > 0) return existing;
  }
  return [];
}
