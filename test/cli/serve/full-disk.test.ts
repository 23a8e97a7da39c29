import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { chooseServerAccount } from '../../../src/db/embedded/server-account.js';
import { TEMPLATE, urlOf } from '../../support/postgres.js';
import { Outage } from './outage.js';

const MIB = 1_024 * 1_024;
const NAME = 'full_disk';
const folder = mkdtempSync(path.join(tmpdir(), 'maas-full-disk-'));
const mount = (size: string) =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', `mode=700,size=${size}`, NAME, folder]).status === 0;
/** Only root may mount a small disk, and not in every container. */
const mounted = process.getuid?.() === 0 && mount('64m');

async function administer(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

beforeAll(async () => {
  if (!mounted) return;
  Outage.build();
  const { uid, gid } = chooseServerAccount(folder) ?? { uid: 0, gid: 0 };
  chownSync(folder, uid, gid);
  await administer(
    `CREATE TABLESPACE ${NAME} LOCATION '${folder}'`,
    `CREATE DATABASE ${NAME} TEMPLATE ${TEMPLATE} TABLESPACE ${NAME}`,
  );
}, 120_000);

afterAll(async () => {
  if (mounted) {
    await administer(`DROP DATABASE ${NAME} WITH (FORCE)`, `DROP TABLESPACE ${NAME}`);
    spawnSync('umount', [folder]);
  }
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(!mounted)(
  'serve while the disk of PostgreSQL is full answers writes 503, reads 200, and recovers',
  async () => {
    await using region = await Outage.start(urlOf(inject('postgresUrl'), NAME));
    let reply = await region.upload(8 * MIB);
    for (let count = 0; reply.status === 201 && count < 16; count += 1) reply = await region.upload(8 * MIB);
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await region.readAnonymously()).status).toBe(200);
    expect(await region.readyStatus()).toBe(200);
    spawnSync('mount', ['-o', 'remount,size=256m', folder]);
    expect((await region.upload(8 * MIB)).status).toBe(201);
    await region.expectReturn();
    region.expectOnlyLog();
  },
  120_000,
);
