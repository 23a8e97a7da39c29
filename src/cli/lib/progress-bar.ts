import type { Io } from './io.js';

const BAR_WIDTH = 30;
const DRAW_EVERY_MS = 100;
const CLEAR = '\r\u001b[K';

/** A bar on a terminal, on a line that it draws again and again. */
export class ProgressBar {
  #drawn = 0;

  constructor(private readonly out: Io['stderr']) {}

  /** Draws the bar. @param part from 0 to 1 @param text what stands beside it */
  draw(part: number, text: (percent: number) => string): void {
    const now = Date.now();
    if (now - this.#drawn < DRAW_EVERY_MS) return;
    this.#drawn = now;
    const bounded = Math.min(part, 1);
    const bar = '#'.repeat(Math.round(bounded * BAR_WIDTH)).padEnd(BAR_WIDTH, '-');
    const line = `[${bar}] ${text(Math.floor(bounded * 100))}`;
    this.out.write(`${CLEAR}${line.slice(0, (this.out.columns ?? 80) - 1)}`);
  }

  /** Writes a line in the place of the bar. */
  line(text: string): void {
    this.out.write(`${this.#drawn > 0 ? CLEAR : ''}${text}\n`);
  }

  /** Removes the bar. */
  [Symbol.dispose](): void {
    if (this.#drawn > 0) this.out.write(CLEAR);
  }
}
