import { z } from 'zod';
import { type DocumentVersion, type Thread, ThreadLost, VERDICT } from './thread.js';
import { ThreadPool } from './thread-pool.js';
import { type EvaluationFailure, VerdictTable } from './verdicts.js';

/** The outputs of lshw and LLDP on a machine; null for no output. */
export interface Outputs {
  readonly lshw: Uint8Array | null;
  readonly lldp: Uint8Array | null;
}

/** The outputs of a node. Threads keep their parsed document when it has a key. */
export interface NodeDocument extends DocumentVersion {
  /** Undefined: not read yet. */
  readonly outputs?: Outputs | undefined;
}

export interface Evaluation {
  /** @param row the index of a document @param column the index of a definition */
  matches(row: number, column: number): boolean;
  /** The number of documents with all verdicts, from the first on: fewer than given when the signal has aborted. */
  readonly examined: number;
  readonly failures: readonly EvaluationFailure[];
}

/** What an evaluation works with. */
export interface EvaluationMeans<Document> {
  readonly pool: ThreadPool;
  /** Ends the evaluation early. */
  readonly signal?: AbortSignal | undefined;
  /** Which of the idle threads to choose: the one with the largest number. */
  prefer?(thread: Thread): number;
  /** Sets the outputs of the first of these documents, and perhaps of more. */
  read(documents: readonly Document[]): Promise<void>;
}

/** The threads of this process. */
export const threadPool = new ThreadPool();

/**
 * Evaluates definitions of tags on the documents of nodes (docs/contract/rest.md 3.3), in threads. The evaluation
 * always ends: a definition that times out or breaks the thread does not match, and the rest is evaluated without it.
 * @param signal ends the evaluation early
 */
export async function evaluateDefinitions(
  documents: readonly Outputs[],
  definitions: readonly string[],
  pool = threadPool,
  signal?: AbortSignal,
): Promise<Evaluation> {
  const rows = documents.map((outputs) => ({ outputs }));
  const { evaluation } = await evaluateChosen(() => rows, definitions, { pool, signal, read: async () => {} });
  return evaluation;
}

/**
 * As evaluateDefinitions, on documents that are chosen when a thread is free. Outputs are read only for documents that
 * the thread does not keep.
 * @param choose called once, unless the signal aborts before
 * @returns the chosen documents, too
 */
export async function evaluateChosen<Document extends NodeDocument>(
  choose: (thread: Thread) => readonly Document[],
  definitions: readonly string[],
  means: EvaluationMeans<Document>,
): Promise<{ documents: readonly Document[]; evaluation: Evaluation }> {
  const run = new EvaluationRun(choose, definitions, means);
  do await run.goOn();
  while (!run.isOver);
  const { documents, table } = run;
  const matches = (row: number, column: number) => table.verdict(row, column) === VERDICT.MATCHES;
  return { documents, evaluation: { matches, examined: table.countExamined(), failures: table.failures } };
}

const Reasons = z.record(z.string(), z.string());
const Report = z.object({ broken: Reasons, dropped: Reasons, kept: z.array(z.number()) }).nullable();

/** An evaluation, which goes on in another thread when its thread is lost. */
class EvaluationRun<Document extends NodeDocument> {
  documents: readonly Document[] = [];
  table: VerdictTable;
  #isChosen = false;

  constructor(
    private readonly choose: (thread: Thread) => readonly Document[],
    private readonly definitions: readonly string[],
    private readonly means: EvaluationMeans<Document>,
  ) {
    this.table = new VerdictTable(0, definitions);
  }

  get isOver(): boolean {
    return this.#isAborted || this.table.isComplete;
  }

  get #isAborted(): boolean {
    return this.means.signal?.aborted === true;
  }

  /** Evaluates as many documents as the next free thread keeps, or have been read. */
  async goOn(): Promise<void> {
    const { pool } = this.means;
    try {
      await pool.use((thread) => this.#evaluateIn(thread), this.means);
    } catch (error) {
      if (!(error instanceof ThreadLost)) throw error;
      if (!this.#isAborted) this.table.giveUp();
    }
  }

  async #evaluateIn(thread: Thread): Promise<void> {
    this.#chooseOnce(thread);
    const { table, definitions } = this;
    if (!table.begin()) return;
    const rows = await this.#rowsFor(thread);
    const documents = rows.map((row) => this.#messageOf(row, thread));
    const { verdicts, parsed } = table;
    const task = { name: 'evaluate', documents, definitions, verdicts, parsed, outdated: thread.takeOutdated() };
    const answer = await thread.perform(task, () => table.isOverdue() || this.#isAborted);
    const report = Report.parse(answer.result);
    if (!report) return;
    table.note(report);
    for (const row of rows) thread.note(this.documents[row] ?? {}, report.kept.includes(row));
  }

  #chooseOnce(thread: Thread): void {
    if (this.#isChosen) return;
    this.#isChosen = true;
    this.documents = this.choose(thread);
    this.table = new VerdictTable(this.documents.length, this.definitions);
  }

  /** Reads outputs that the thread needs. @returns the first of the rows without verdicts, for which it then has all */
  async #rowsFor(thread: Thread): Promise<number[]> {
    const pending = this.table.pendingRows();
    const isReady = (row: number) => this.documents[row]?.outputs !== undefined || this.#isKept(row, thread);
    const missing = pending.filter((row) => !isReady(row));
    if (missing.length > 0) await this.means.read(missing.flatMap((row) => this.documents[row] ?? []));
    const end = pending.findIndex((row) => !isReady(row));
    return end < 0 ? pending : pending.slice(0, end);
  }

  #isKept(row: number, thread: Thread): boolean {
    const document = this.documents[row];
    return document !== undefined && thread.keeps(document);
  }

  #messageOf(row: number, thread: Thread) {
    const { key, outputs } = this.documents[row] ?? {};
    if (!outputs || this.#isKept(row, thread)) return { row, key };
    const { lshw, lldp } = outputs;
    return { row, key, outputs: { lshw: lshw && alone(lshw), lldp: lldp && alone(lldp) } };
  }
}

/** Copies a view into its own buffer, as the whole buffer of a view would be sent to a thread. */
export function alone(bytes: Uint8Array): Uint8Array {
  return bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
