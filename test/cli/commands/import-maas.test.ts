import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { recordsOf } from '../../support/audit.js';
import { eventually } from '../../support/eventually.js';
import { writeDump } from '../../support/original/dump.js';
import { writeManyNodes } from '../../support/original/many-nodes.js';
import { copying } from '../../support/original/problems.js';
import { SITE } from '../../support/original/site.js';
import { contentOf, siteWith } from '../../support/original/takeover.js';
import { ROOT } from '../server.js';
import { useCommands } from './support.js';

const { maas, create, folder, database } = useCommands();

function fileOf(tables: typeof SITE): string {
  const file = path.join(folder(), 'maas.sql');
  writeFileSync(file, writeDump(tables));
  return file;
}

test('import-maas of a missing file makes no database', async () => {
  const env = { DATABASE_URL: undefined, MAAS_DATA_DIR: path.join(folder(), 'none') };
  const { code, err } = await maas(['import-maas', '/no/such.sql'], '', env);
  expect([code, err]).toEqual([1, 'maas-region: There is no file /no/such.sql.\n']);
  expect(existsSync(env.MAAS_DATA_DIR)).toBe(false);
});

test('import-maas that is killed in the middle has written nothing', async () => {
  const file = path.join(folder(), 'many.sql');
  await writeManyNodes(file, 5_000);
  const before = await contentOf(database());
  const child = spawn(process.execPath, ['bin/maas-region', 'import-maas', file], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: database().url, MAAS_DATA_DIR: path.join(folder(), 'data') },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const working = async (query: string) => {
    const { rows } = await database().pool.query(
      `SELECT FROM pg_stat_activity WHERE application_name = 'maas-region import-maas'
       AND datname = current_database() AND query ~ $1`,
      [query],
    );
    return rows.length;
  };
  await eventually(async () =>
    expect(await working('^COPY "(nodes|mac_addresses|node_keys|commissioning_results)"')).toBe(1),
  );
  child.kill('SIGKILL');
  expect(await exited).toEqual([null, 'SIGKILL']);
  await eventually(async () => expect(await working('')).toBe(0));
  expect(await contentOf(database())).toEqual(before);
}, 120_000);

test('import-maas takes over a dump only without problems, or with --leave-out, and records it once', async () => {
  await create('createadmin', 'admin');
  const keyFile = path.join(folder(), 'data/admin-api-key');
  mkdirSync(path.dirname(keyFile), { recursive: true });
  writeFileSync(keyFile, 'a:b:c');
  const file = fileOf(siteWith({ maasserver_tag: copying({ id: '99', comment: 'canary' }) }));

  const dry = await maas(['import-maas', '--dry-run', file]);
  expect(dry).toMatchObject({ code: 0, err: 'Nothing was changed: this was a dry run.\n' });
  expect(dry.out).toMatch(/^left out {2}maasserver_tag 99: name: row 6 has the same$/m);
  expect(dry.out).toMatch(/^ +1 of 2 rows {2}maasserver_tag$/m);

  const refused = await maas(['import-maas', file]);
  expect([refused.code, refused.out]).toEqual([1, dry.out]);
  expect(refused.err).toBe(
    'maas-region: Nothing was changed: 1 row cannot be taken over. With --leave-out, the rest is taken over without them.\n',
  );
  expect(existsSync(keyFile)).toBe(true);

  const records = await recordsOf(database(), async () => {
    const done = await maas(['import-maas', '--leave-out', file]);
    expect(done).toMatchObject({ code: 0, out: dry.out });
    expect(done.err).toMatch(/^The content of the dump was taken over, without 1 row\./);
    expect(done.out + done.err).not.toContain('canary');
  });
  expect(records).toMatchObject([{ origin: 'CLI', operation: 'import-maas', objects: [file], refused: null }]);
  expect(existsSync(keyFile)).toBe(false);
  const again = await maas(['import-maas', fileOf(SITE)]);
  expect([again.code, again.err]).toEqual([
    1,
    expect.stringMatching(/^maas-region: The region is not new: it has nodes/),
  ]);
});
