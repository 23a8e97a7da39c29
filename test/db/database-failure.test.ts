import { describe, expect, test } from 'vitest';
import { Database, type Db } from '../../src/db/database.js';
import {
  findViolatedConstraint,
  isDatabaseUnavailable,
  isReferenceViolation,
  isSerializationFailure,
  readDatabaseFailure,
} from '../../src/db/database-failure.js';
import { statement } from '../../src/db/statement.js';
import { useDatabase } from '../support/database.js';
import { LossyProxy } from '../support/lossy-proxy.js';

const fresh = useDatabase();

const INSERT_ZONE = "INSERT INTO zones (name) VALUES ('default')";
const OVERLAP = "INSERT INTO networks (name, address) VALUES ('a', '10.0.0.0/8'), ('b', '10.1.0.0/16')";

/** The error of a statement, as it comes out of each way to run it. */
async function failures(text: string): Promise<unknown[]> {
  const { database } = fresh;
  const ways = [
    database.sql(statement<[], never>('', text)),
    database.prisma.$executeRawUnsafe(text),
    database.transaction((tx) => tx.sql(statement<[], never>('', text))),
  ];
  return (await Promise.allSettled(ways)).map((outcome) =>
    outcome.status === 'rejected' ? outcome.reason : undefined,
  );
}

test('findViolatedConstraint of a unique violation returns the constraint name for every way to run a statement', async () => {
  const errors = await failures(INSERT_ZONE);
  errors.push(await fresh.database.prisma.zone.create({ data: { name: 'default' } }).catch((error: unknown) => error));
  expect(errors.map(findViolatedConstraint)).toEqual(errors.map(() => 'zones_name_key'));
  expect(errors.some(isReferenceViolation)).toBe(false);
});

test('findViolatedConstraint returns a name for an exclusion violation and undefined for a check violation', async () => {
  for (const error of await failures(OVERLAP)) expect(findViolatedConstraint(error)).toBeTypeOf('string');
  for (const error of await failures("INSERT INTO zones (name) VALUES ('a b')")) {
    expect(readDatabaseFailure(error)?.code).toBe('23514');
    expect(findViolatedConstraint(error)).toBeUndefined();
  }
});

test('deletion of a row that other rows reference is a reference violation and no serialization failure', async () => {
  const { prisma } = fresh.database;
  const { id: tokenId } = await prisma.token.create({
    data: {
      key: 'key',
      secret: 'secret',
      user: { connect: { username: 'maas-nodegroup-worker' } },
      consumer: { create: { key: 'key', name: 'name', user: { connect: { username: 'maas-nodegroup-worker' } } } },
    },
  });
  await prisma.nodegroup.create({ data: { uuid: 'uuid', clusterName: 'cluster', tokenId } });
  const errors = await failures('DELETE FROM tokens');
  errors.push(await prisma.token.deleteMany().catch((error: unknown) => error));
  expect(errors.map(isReferenceViolation)).toEqual(errors.map(() => true));
  expect(errors.some(isSerializationFailure)).toBe(false);
});

test('a transaction that references a row deleted by another transaction is retried', async () => {
  const { database } = fresh;
  const { id } = await database.prisma.tag.create({ data: { name: 'tag' } });
  let tries = 0;
  const work = database.transaction(async (tx) => {
    tries += 1;
    const found = await tx.prisma.tag.findUnique({ where: { id } });
    if (!found) return 'not found';
    await database.prisma.tag.delete({ where: { id } });
    await tx.prisma.$executeRaw`INSERT INTO node_tags (node_id, tag_id) VALUES (1, ${id})`;
    return 'written';
  });
  expect(await work).toBe('not found');
  expect(tries).toBe(2);
});

test.each(['EAI_AGAIN', 'ENOTFOUND', 'ENOTCONN'])('isDatabaseUnavailable of a system error %s is true', (code) => {
  expect(isDatabaseUnavailable(Object.assign(new Error(code), { code }))).toBe(true);
});

describe('a transaction that fails as a whole', () => {
  /** Makes the commit of a new zone run a statement of PL/pgSQL, as a deferred constraint does. */
  async function failCommits(body: string): Promise<void> {
    await fresh.database.pool.query(`
      CREATE OR REPLACE FUNCTION fail_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NULL; END $$;
      DROP TRIGGER IF EXISTS fail_commit ON zones;
      CREATE CONSTRAINT TRIGGER fail_commit AFTER INSERT ON zones DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION fail_commit()`);
  }

  const addZone = (tx: Db) => tx.sql(statement<[], never>('', "INSERT INTO zones (name) VALUES ('new')"));

  test('by a serialization failure at COMMIT is retried', async () => {
    await failCommits("RAISE EXCEPTION 'conflict' USING ERRCODE = 'serialization_failure';");
    let tries = 0;
    const work = fresh.database.transaction(async (tx) => {
      tries += 1;
      if (tries === 1) await addZone(tx);
      return tries;
    });
    expect(await work).toBe(2);
  });

  test('by a constraint that is checked at COMMIT has the code of the constraint', async () => {
    await failCommits("RAISE EXCEPTION 'twice' USING ERRCODE = 'unique_violation', CONSTRAINT = 'zones_one';");
    const error = await fresh.database.transaction(addZone).catch((reason: unknown) => reason);
    expect(findViolatedConstraint(error)).toBe('zones_one');
  });

  test('when PostgreSQL ends the connection at COMMIT is known as unavailable', async () => {
    await failCommits('PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1);');
    const error = await fresh.database.transaction(addZone).catch((reason: unknown) => reason);
    expect(readDatabaseFailure(error)?.code).toBe('57P01');
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  test.each(['BEGIN', 'COMMIT', 'INSERT INTO zones'])(
    'by a reset connection at %s is known as unavailable',
    async (text) => {
      await using proxy = await LossyProxy.start(fresh.url);
      const database = new Database(proxy.url);
      proxy.resetAt(text);
      const error = await database.transaction(addZone).catch((reason: unknown) => reason);
      expect(isDatabaseUnavailable(error)).toBe(true);
      await database.close();
    },
  );
});
