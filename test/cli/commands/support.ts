import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll } from 'vitest';
import { run } from '../../../src/cli/run.js';
import { freshDatabase, type TestDatabase } from '../../support/database.js';

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A database and a data folder for the command lines of a test file. */
export function useCommands() {
  let folder = '';
  let fresh: TestDatabase;
  beforeAll(async () => {
    fresh = await freshDatabase(2);
    folder = mkdtempSync(path.join(tmpdir(), 'maas-cli-'));
  });
  afterAll(async () => {
    await fresh[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  /** Runs a command line on the database, with `input` on its stdin. */
  async function maas(args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<Result> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const settings = { DATABASE_URL: fresh.url, MAAS_DATA_DIR: path.join(folder, 'data'), ...env };
    const code = await run(args, { stdin: Readable.from([input]), stdout, stderr, env: settings });
    const text = (stream: PassThrough) => String(stream.read() ?? '');
    return { code, out: text(stdout), err: text(stderr) };
  }

  return {
    maas,
    folder: () => folder,
    create: (command: string, username: string) =>
      maas([command, '--username', username, '--email', `${username}@example.com`], 'secret\n'),
    database: () => fresh.database,
    userOf: (username: string) => fresh.database.prisma.user.findUniqueOrThrow({ where: { username } }),
  };
}
