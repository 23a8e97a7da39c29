import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** A process that ran for so long was well, so the next wait is the first one. */
const HEALTHY_MS = 60_000;
/** dnsmasq ends within milliseconds. */
const TERM_MS = 5_000;
const STARTED = /\bstarted, version\b/;
const WARNING = /warning|no address|failed|cannot|refus|denied|error/i;
/** Each warning is logged once for a process, as machines ask again and again. */
const MOST_WARNINGS = 100;
/** dnsmasq(8), exit codes */
const REASONS: Readonly<Record<number, string>> = {
  1: 'its configuration is not valid',
  2: 'the network cannot be used: another program may serve this port (see `ss -ulpn`), or a right is missing',
  3: 'a file cannot be read or written',
  4: 'there is not enough memory',
};

/** Keeps one dnsmasq running: a process that ends is started again, after 1, 2, 4 … 60 seconds. */
export class Supervisor {
  #child: ChildProcess | undefined;
  #isReady = false;
  #reloadWhenReady = false;
  #retryMs = FIRST_RETRY_MS;
  #timer: NodeJS.Timeout | undefined;
  #wanted = false;

  constructor(
    private readonly command: readonly [string, readonly string[]],
    private readonly log: Logger,
  ) {}

  start(): void {
    this.#wanted = true;
    this.#retryMs = FIRST_RETRY_MS;
    this.#spawn();
  }

  /** Makes dnsmasq read its hosts again. Leases stay. */
  reload(): void {
    // Before it is ready, SIGHUP would end it.
    if (this.#isReady) this.#child?.kill('SIGHUP');
    else this.#reloadWhenReady = true;
  }

  /** Ends dnsmasq, and waits for its end. Leases stay in their file. */
  async stop(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), TERM_MS);
    await ended;
    clearTimeout(timer);
  }

  #spawn(): void {
    const [file, args] = this.command;
    const started = performance.now();
    const lines: string[] = [];
    const warned = new Set<string>();
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', env: { LC_ALL: 'C' } });
    this.#child = child;
    this.#isReady = false;
    child.on('error', (error) => lines.push(error.message));
    if (child.stderr) {
      createInterface(child.stderr).on('line', (line) => {
        const text = line.replace(/^\S+\[\d+\]: |^dnsmasq: /, '').replace(/^\d+ /, '');
        lines.push(text);
        if (lines.length > 3) lines.shift();
        if (STARTED.test(text)) this.#becomeReady();
        this.#report(text, warned);
      });
    }
    child.on('close', (code) => {
      this.#child = undefined;
      this.#isReady = false;
      if (this.#wanted) this.#retry(code, lines.at(-1), performance.now() - started);
    });
  }

  #becomeReady(): void {
    this.#isReady = true;
    this.log.info('dnsmasq serves');
    if (this.#reloadWhenReady) this.reload();
    this.#reloadWhenReady = false;
  }

  #report(line: string, warned: Set<string>): void {
    const isNew = WARNING.test(line) && !warned.has(line) && warned.size < MOST_WARNINGS;
    if (isNew) warned.add(line);
    this.log[isNew ? 'warn' : 'debug'](`dnsmasq: ${line}`);
  }

  #retry(code: number | null, lastLine: string | undefined, ranMs: number): void {
    if (ranMs >= HEALTHY_MS) this.#retryMs = FIRST_RETRY_MS;
    const reason = code === null ? 'it was killed' : (REASONS[code] ?? `exit code ${code}`);
    this.log.error({ retryMs: this.#retryMs }, `dnsmasq ended: ${reason}${lastLine ? `: ${lastLine}` : ''}`);
    this.#timer = setTimeout(() => this.#spawn(), this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
  }
}
