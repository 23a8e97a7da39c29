import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { type Reply, send } from '../../support/client.js';
import { eventually } from '../../support/eventually.js';
import { filePart } from '../../support/factories/files.js';
import { BIN, maas, ROOT, type Server, startServer } from '../server.js';

/** The limits that docs/operations.md states, with room for a busy machine. */
const REQUEST_MS = 5_000 + 4_000;
const RETURN_MS = 10_000 + 4_000;
const STOP_MS = 15_000 + 3_000;

/** A region in its own process, whose database is about to fail. It has one administrator. */
export class Outage implements AsyncDisposable {
  #attempt = 0;

  private constructor(
    private readonly dataDir: string,
    private readonly server: Server,
    private readonly key: string,
  ) {}

  static build(): void {
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  }

  static async start(databaseUrl: string): Promise<Outage> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'maas-outage-'));
    const env = { DATABASE_URL: databaseUrl, MAAS_DATA_DIR: dataDir, LOG_LEVEL: 'warn', WORKERS: '1' };
    const server = await startServer(env, ['sh', '-c', `exec "${BIN}" serve 2>&1`]);
    const outage = new Outage(dataDir, server, (await maas(env, 'apikey', '--username', 'admin')).trim());
    await outage.expectService();
    return outage;
  }

  get #api(): URL {
    return new URL('api/1.0/', this.server.url);
  }

  readonly read = (): Promise<Reply> => send(this.#api, this.key, 'GET', 'nodes/', { query: { op: 'list' } });
  readonly write = (name: string): Promise<Reply> =>
    send(this.#api, this.key, 'POST', 'tags/', { form: { op: 'new', name } });
  /** A read without credentials. */
  readonly readAnonymously = (): Promise<Reply> =>
    send(this.#api, null, 'GET', 'nodegroups/', { query: { op: 'list' } });
  /** Stores a file of so many bytes. */
  readonly upload = (bytes: number): Promise<Reply> => {
    this.#attempt += 1;
    const form = { op: 'add', filename: `file${this.#attempt}`, file: filePart(randomBytes(bytes)) };
    return send(this.#api, this.key, 'POST', 'files/', { form });
  };

  readonly readyStatus = async (): Promise<number> => (await fetch(`${this.server.url}readyz`)).status;

  /** Expects that reads, writes and readyz are 503 in time, and that livez is 200. */
  async expectOutage(): Promise<void> {
    const ready = timed(this.readyStatus());
    const calls = [...Array.from({ length: 20 }, this.read), ...['a', 'b', 'c'].map(this.write)];
    for (const [reply, ms] of await Promise.all(calls.map(timed))) {
      expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2']);
      expect(ms).toBeLessThan(REQUEST_MS);
    }
    const [status, ms] = await ready;
    expect(status).toBe(503);
    expect(ms).toBeLessThan(REQUEST_MS);
    expect((await fetch(`${this.server.url}livez`)).status).toBe(200);
  }

  /** Expects that all is served again in time. */
  async expectReturn(): Promise<void> {
    const [, ms] = await timed(eventually(() => this.expectService()));
    expect(ms).toBeLessThan(RETURN_MS);
  }

  private async expectService(): Promise<void> {
    const replies = await Promise.all([
      ...Array.from({ length: 20 }, this.read),
      this.write(`tag-${randomBytes(8).toString('hex')}`),
    ]);
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(await this.readyStatus()).toBe(200);
  }

  /** Expects that SIGTERM ends the process in time, and that it has written nothing but its log. */
  async expectStop(): Promise<void> {
    const unfinished = this.read().catch(() => {});
    const [, ms] = await timed(this.server.end('SIGTERM'));
    expect(ms).toBeLessThan(STOP_MS);
    await unfinished;
    this.expectOnlyLog();
  }

  expectOnlyLog(): void {
    const other = this.server.output.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    expect(other.filter((line) => !/^The region serves|API key|curl|changepassword/.test(line))).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.end('SIGKILL');
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** @returns the result and the time that it took, in milliseconds */
export async function timed<T>(work: Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now();
  return [await work, performance.now() - began];
}
