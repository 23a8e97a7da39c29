import { expect, test } from 'vitest';
import { takeOver } from '../../../src/model/takeover/take-over.js';
import { writeManyNodes } from '../../support/original/many-nodes.js';
import { useNewRegion } from '../../support/original/takeover.js';

const region = useNewRegion();
/** TAKEOVER_NODES=100000 is the size that docs/upgrade-from-maas.md promises. */
const NODES = Number(process.env.TAKEOVER_NODES ?? 5_000);

test(`takeOver of ${NODES} nodes takes over all of their rows`, async () => {
  const file = region.fileWith('');
  await writeManyNodes(file, NODES);
  const report = await takeOver(region.url(), file, { dryRun: false, keepAdmin: false, leaveOut: false });
  expect(report.problems.kept).toEqual([]);
  const { prisma } = region.database();
  const counts = await Promise.all([
    prisma.node.count({ where: { key: { isNot: null }, macs: { some: {} }, results: { some: {} } } }),
    prisma.token.count(),
  ]);
  expect(counts).toEqual([NODES + 1, NODES + 3]);
}, 600_000);
