import { expect, test } from 'vitest';
import type { Db } from '../../../src/db/database.js';
import { readOutputSizes, streamOutputs } from '../../../src/model/hardware/cluster-outputs.js';
import { storedCluster } from '../../support/factories/clusters.js';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { makeRandomResults } from '../../support/factories/results.js';
import { useRegion } from '../../support/region.js';

const KB = 1_000;
const MIB = 1_048_576;

const region = useRegion();

/** The real database, with the names of the statements that it was sent. */
function observed(database: Db): { readonly db: Db; readonly statements: readonly string[] } {
  const statements: string[] = [];
  const db: Db = {
    prisma: database.prisma,
    transaction: (work) => database.transaction(work),
    readBytes: (select) => database.readBytes(select),
    sql: (statement, ...args) => {
      statements.push(statement.name);
      return database.sql(statement, ...args);
    },
  };
  return { db, statements };
}

test('streamOutputs reads at most one megabyte ahead of its consumer', async () => {
  const ids = await makeReadyNodes(region.database, 40);
  await makeRandomResults(region.database, ids, { lshw: 80 * KB });
  const { db, statements } = observed(region.database);
  const { id } = await storedCluster(region, region.worker.uuid);
  const sizes = await readOutputSizes(db, id, ids);
  expect(statements).toHaveLength(1);
  let taken = 0;
  for await (const _ of streamOutputs(db, sizes)) {
    taken += 1;
    const pages = statements.length - 1;
    expect(pages * MIB).toBeLessThan(taken * 80 * KB + MIB + 80 * KB * pages);
  }
  expect(taken).toBe(40);
  expect(statements.length - 1).toBe(4);
});
