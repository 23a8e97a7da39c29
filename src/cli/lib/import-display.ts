import type { PassedOver } from '../../images/mirror/passed-over.js';
import type { FileProgress, Watcher } from '../../images/progress.js';
import type { Io } from './io.js';
import { ProgressBar } from './progress-bar.js';

/** Shows the progress of an import: as a bar on a terminal, else as a line for each file. */
export class ImportDisplay implements Watcher {
  #total = 0;
  readonly #started = Date.now();
  readonly #received = new Map<string, number>();
  readonly #bar: ProgressBar;

  constructor(private readonly out: Io['stderr']) {
    this.#bar = new ProgressBar(out);
  }

  passedOver(subject: string, parts: readonly PassedOver[]): void {
    for (const part of parts) this.#bar.line(`passed over of ${subject}: ${part.subject}: ${part.reason}`);
  }

  planned(files: Parameters<Watcher['planned']>[0]): void {
    this.#total = files.reduce((sum, { size }) => sum + size, 0);
    if (files.length > 0) this.#bar.line(`${files.length} files to fetch, ${megabytes(this.#total)}`);
  }

  progress({ name, size, received }: FileProgress): void {
    this.#received.set(name, received);
    if (this.out.isTTY) this.#draw(name);
    else if (received === size) this.#bar.line(`${name}, ${megabytes(size)}`);
  }

  /** Removes the bar. */
  [Symbol.dispose](): void {
    this.#bar[Symbol.dispose]();
  }

  #draw(name: string): void {
    const received = [...this.#received.values()].reduce((sum, bytes) => sum + bytes, 0);
    const speed = megabytes((received * 1_000) / Math.max(Date.now() - this.#started, 1));
    const part = this.#total > 0 ? received / this.#total : 1;
    this.#bar.draw(part, (percent) => `${percent} % of ${megabytes(this.#total)}, ${speed}/s  ${name}`);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
