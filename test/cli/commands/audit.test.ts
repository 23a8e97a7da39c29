import { hostname } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../../../src/db/database.js';
import { ensureMasterCluster } from '../../../src/model/clusters/master.js';
import { recordsOf } from '../../support/audit.js';
import { emptyDatabase } from '../../support/database.js';
import { COMMANDS } from '../server.js';
import { useCommands } from './support.js';

const { maas, create, database, folder } = useCommands();

/**
 * Commands that change nothing here and show no secrets. `serve` records the first administrator; restore and
 * import-maas have their own tests.
 */
const NOT_HERE = ['cluster', 'doctor', 'serve', 'migrate', 'restore', 'import-maas'];
const SECRET = 'canary-secret';

/** The command lines that succeed, in this order, and the records that they leave. */
const LINES: readonly [line: readonly string[], operation: string, objects: readonly unknown[]][] = [
  [['createadmin', '--username', 'root', '--email', 'r@example.com', '--password', SECRET], 'createadmin', ['root']],
  [['createuser', '--username', 'bob', '--email', 'b@example.com', '--password', SECRET], 'createuser', ['bob']],
  [['changepassword', '--username', 'bob', '--password', SECRET], 'changepassword', ['bob']],
  [['apikey', '--username', 'bob'], 'apikey', ['bob', expect.stringMatching(/^\w{18}$/)]],
  [['apikey', '--username', 'bob', '--generate'], 'apikey --generate', ['bob', expect.stringMatching(/^\w{18}$/)]],
  [['clusterkey', '--uuid', 'master'], 'clusterkey', ['master']],
  [['clusterkey', '--uuid', 'master', '--renew'], 'clusterkey --renew', ['master']],
];

const ofThisHost = { origin: 'CLI', username: expect.stringMatching(/./), address: hostname(), parameters: [] };

test('each command that succeeds leaves exactly one record, without secrets', async () => {
  await database().transaction((tx) => ensureMasterCluster(tx));
  for (const [line, operation, objects] of LINES) {
    const outputs: string[] = [];
    const records = await recordsOf(database(), async () => {
      const { code, out, err } = await maas(line);
      expect([code, line]).toEqual([0, line]);
      outputs.push(out, err);
    });
    expect(records).toEqual([{ ...ofThisHost, operation, objects, refused: null }]);
    const [, , secret = SECRET] = outputs[0]?.trim().split(':') ?? [];
    expect(JSON.stringify(records)).not.toContain(secret);
    expect(JSON.stringify(records)).not.toContain(SECRET);
  }
});

test('apikey --delete leaves a record with the token, also when the whole key is given', async () => {
  await create('createuser', 'deleter');
  const key = (await maas(['apikey', '--username', 'deleter'])).out.trim();
  const [, token, secret = ''] = key.split(':');
  const records = await recordsOf(database(), () => maas(['apikey', '--username', 'deleter', '--delete', key]));
  expect(records).toEqual([
    { ...ofThisHost, operation: 'apikey --delete', objects: ['deleter', token], refused: null },
  ]);
  expect(JSON.stringify(records)).not.toContain(secret);
});

test('backup leaves a record, and restore one in its own transaction', async () => {
  const file = path.join(folder(), 'audited.gz');
  const backup = await recordsOf(database(), () => maas(['backup', file]));
  expect(backup).toEqual([{ ...ofThisHost, operation: 'backup', objects: [file], refused: null }]);
  expect(await maas(['restore', file])).toMatchObject({ code: 1 });
  expect((await maas(['restore', file, '--force'])).code).toBe(0);
  const { rows } = await database().pool.query('SELECT operation FROM audit_records ORDER BY id DESC LIMIT 2');
  expect(rows).toEqual([{ operation: 'restore' }, { operation: 'apikey --delete' }]);
});

test('migrate that applies migrations leaves a record, and a backup can be restored after it', async () => {
  await using empty = await emptyDatabase();
  const env = { DATABASE_URL: empty.url };
  const other = new Database(empty.url, 1);
  try {
    expect((await maas(['migrate'], '', env)).code).toBe(0);
    expect(await recordsOf(other, () => maas(['migrate'], '', env))).toEqual([]);
    const { rows } = await other.pool.query('SELECT operation FROM audit_records');
    expect(rows).toEqual([{ operation: 'migrate' }]);
    const file = path.join(folder(), 'into-migrated.gz');
    await maas(['backup', file]);
    expect((await maas(['restore', file], '', env)).code).toBe(0);
  } finally {
    await other.close();
  }
});

test.each([
  [['createuser', '--username', 'bad name', '--email', '', '--password', SECRET], 'createuser', 'bad name', 400],
  [['changepassword', '--username', 'ghost', '--password', SECRET], 'changepassword', 'ghost', 404],
  [['apikey', '--username', 'ghost', '--delete', SECRET], 'apikey --delete', 'ghost', 404],
  [['clusterkey', '--uuid', 'nowhere'], 'clusterkey', 'nowhere', 404],
  [['import', '--uuid', 'nowhere'], 'import', 'nowhere', 404],
])('%j that is refused leaves a record with its status', async (line, operation, object, refused) => {
  const records = await recordsOf(database(), async () => expect((await maas(line)).code).toBe(1));
  expect(records).toEqual([{ ...ofThisHost, operation, objects: [object], refused }]);
});

test('a command under sudo names the account behind it', async () => {
  const line = ['changepassword', '--username', 'bob', '--password', SECRET];
  const records = await recordsOf(database(), () => maas(line, '', { SUDO_USER: 'alice' }));
  expect(records).toMatchObject([{ username: 'alice' }]);
});

test('every command is in a test of this file', () => {
  const tested = LINES.map(([[command = '']]) => command);
  expect([...new Set([...tested, ...NOT_HERE, 'backup', 'import'])].sort()).toEqual([...COMMANDS].sort());
});
