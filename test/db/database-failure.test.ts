import { expect, test } from 'vitest';
import {
  findViolatedConstraint,
  isReferenceViolation,
  isSerializationFailure,
  readDatabaseFailure,
} from '../../src/db/database-failure.js';
import { statement } from '../../src/db/statement.js';
import { useDatabase } from '../support/database.js';

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
