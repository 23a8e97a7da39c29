import type { PassedOver } from '../../images/mirror/passed-over.js';
import type { FileProgress, Watcher } from '../../images/progress.js';
import type { Io } from './io.js';

const BAR_WIDTH = 30;
const DRAW_EVERY_MS = 100;
const CLEAR = '\r\u001b[K';

/** Shows the progress of an import: as a bar on a terminal, else as a line for each file. */
export class ImportDisplay implements Watcher {
  #total = 0;
  #drawn = 0;
  readonly #started = Date.now();
  readonly #received = new Map<string, number>();

  constructor(private readonly out: Io['stderr']) {}

  passedOver(subject: string, parts: readonly PassedOver[]): void {
    for (const part of parts) this.#line(`passed over of ${subject}: ${part.subject}: ${part.reason}`);
  }

  planned(files: Parameters<Watcher['planned']>[0]): void {
    this.#total = files.reduce((sum, { size }) => sum + size, 0);
    if (files.length > 0) this.#line(`${files.length} files to fetch, ${megabytes(this.#total)}`);
  }

  progress({ name, size, received }: FileProgress): void {
    this.#received.set(name, received);
    if (this.out.isTTY) this.#draw(name);
    else if (received === size) this.#line(`${name}, ${megabytes(size)}`);
  }

  /** Removes the bar. */
  [Symbol.dispose](): void {
    if (this.#drawn > 0) this.out.write(CLEAR);
  }

  /** Writes a line in the place of the bar. */
  #line(text: string): void {
    this.out.write(`${this.#drawn > 0 ? CLEAR : ''}${text}\n`);
  }

  #draw(name: string): void {
    const now = Date.now();
    if (now - this.#drawn < DRAW_EVERY_MS) return;
    this.#drawn = now;
    const received = [...this.#received.values()].reduce((sum, bytes) => sum + bytes, 0);
    const part = this.#total > 0 ? Math.min(received / this.#total, 1) : 1;
    const bar = '#'.repeat(Math.round(part * BAR_WIDTH)).padEnd(BAR_WIDTH, '-');
    const speed = megabytes((received * 1_000) / Math.max(now - this.#started, 1));
    const text = `[${bar}] ${Math.floor(part * 100)} % of ${megabytes(this.#total)}, ${speed}/s  ${name}`;
    this.out.write(`${CLEAR}${text.slice(0, (this.out.columns ?? 80) - 1)}`);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
