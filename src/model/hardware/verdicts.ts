import { LRUCache } from 'lru-cache';
import { THREAD_POLL_MS, VERDICT } from './thread.js';

/** The reason why there is no match: for a definition (column), for a document (row), or for a pair of both. */
export interface EvaluationFailure {
  readonly row?: number;
  readonly column?: number;
  readonly reason: string;
}

/** The timeouts of one definition on one document, and of all definitions on one document. */
const CELL_MS = 5_000;
const ROW_MS = 15_000;

/** A definition that has timed out this often is skipped until its count expires. */
const STRIKES = 3;
const strikes = new LRUCache<string, number>({ max: 1_000, ttl: 10 * 60_000 });

/** The verdicts that threads write, by rows of documents and columns of definitions, and the time that the current cell and row have taken. */
export class VerdictTable {
  readonly verdicts: SharedArrayBuffer;
  readonly parsed: SharedArrayBuffer;
  readonly failures: EvaluationFailure[] = [];
  readonly #cells: Uint8Array;
  readonly #parsed: Uint8Array;
  /** The first cell without a verdict. */
  #at = 0;
  #cellPolls = 0;
  #rowPolls = 0;

  constructor(
    rows: number,
    private readonly definitions: readonly string[],
  ) {
    this.verdicts = new SharedArrayBuffer(rows * definitions.length);
    this.parsed = new SharedArrayBuffer(rows);
    this.#cells = new Uint8Array(this.verdicts);
    this.#parsed = new Uint8Array(this.parsed);
  }

  verdict(row: number, column: number): number | undefined {
    return this.#cells[row * this.definitions.length + column];
  }

  get isComplete(): boolean {
    this.#advance();
    return this.#at >= this.#cells.length;
  }

  /** Prepares for a task. @returns whether cells without a verdict are left */
  begin(): boolean {
    for (const [column, text] of this.definitions.entries())
      if ((strikes.get(text) ?? 0) >= STRIKES) this.#skip(column);
    this.#cellPolls = 0;
    return !this.isComplete;
  }

  /** Fails the cells of a definition that have no verdict yet. */
  #skip(column: number): void {
    let skipped = false;
    for (let cell = column; cell < this.#cells.length; cell += this.definitions.length) {
      if (this.#cells[cell] !== VERDICT.PENDING) continue;
      this.#cells[cell] = VERDICT.FAILED;
      skipped = true;
    }
    if (skipped) this.failures.push({ column, reason: 'it is skipped for a while, because it takes too long' });
  }

  countExamined(): number {
    this.#advance();
    return this.#row(this.#at);
  }

  /** Whether the current cell or row has timed out. Must be called every POLL_MS. */
  isOverdue(): boolean {
    this.#advance();
    this.#cellPolls += 1;
    this.#rowPolls += 1;
    return this.#cellPolls * THREAD_POLL_MS > CELL_MS || this.#rowPolls * THREAD_POLL_MS > ROW_MS;
  }

  #advance(): void {
    const before = this.#at;
    while (this.#at < this.#cells.length && this.#cells[this.#at] !== VERDICT.PENDING) this.#at += 1;
    if (this.#at !== before) this.#cellPolls = 0;
    if (this.#row(this.#at) !== this.#row(before)) this.#rowPolls = 0;
  }

  #row(cell: number): number {
    return Math.floor(cell / this.definitions.length);
  }

  /** Marks the current cell or row as failed, after its thread was lost. */
  giveUp(): void {
    this.#advance();
    const row = this.#row(this.#at);
    if (this.#parsed[row] !== 1 || this.#rowPolls * THREAD_POLL_MS > ROW_MS) {
      this.#failRow(row);
      return;
    }
    const column = this.#at % this.definitions.length;
    const definition = this.definitions[column] ?? '';
    strikes.set(definition, (strikes.get(definition) ?? 0) + 1);
    this.#cells[this.#at] = VERDICT.FAILED;
    this.failures.push({ row, column, reason: 'it took too long or too much memory' });
  }

  #failRow(row: number): void {
    const start = row * this.definitions.length;
    for (let cell = start; cell < start + this.definitions.length; cell += 1) {
      if (this.#cells[cell] === VERDICT.PENDING) this.#cells[cell] = VERDICT.FAILED;
    }
    this.failures.push({ row, reason: 'its details take too long or too much memory' });
  }

  /** Adds failures that a thread reports, by column and by row. */
  note({ broken, dropped }: Readonly<Record<'broken' | 'dropped', Readonly<Record<string, string>>>>): void {
    for (const [column, reason] of Object.entries(broken)) this.failures.push({ column: Number(column), reason });
    for (const [row, reason] of Object.entries(dropped)) this.failures.push({ row: Number(row), reason });
  }

  /** The rows with cells that have no verdict yet. */
  pendingRows(): number[] {
    const width = this.definitions.length;
    const isPending = (row: number) => this.#cells.subarray(row * width, (row + 1) * width).includes(VERDICT.PENDING);
    return Array.from(this.#parsed.keys()).filter(isPending);
  }
}
