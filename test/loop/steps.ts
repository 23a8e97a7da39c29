/** Prints when each step of a long test is done, and how long it took. */
export class Steps {
  readonly #start = performance.now();
  #last = this.#start;

  done(text: string): void {
    const now = performance.now();
    process.stdout.write(`${minutes(now - this.#start)}  ${minutes(now - this.#last)}  ${text}\n`);
    this.#last = now;
  }
}

function minutes(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
}
