import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../cli/server.js';
import { makeAccount } from '../support/factories/accounts.js';
import { makeMaster } from '../support/factories/clusters.js';
import { makeReadyNodes } from '../support/factories/many-nodes.js';
import { HistoryClient } from './acquire-history/client.js';
import { type Attempt, type FinalNode, findViolations } from './acquire-history/history.js';
import { Site } from './acquire-history/site.js';

const SECONDS = 60;
const CLIENTS = 16;
/** More than all clients can keep or lose, so that there is always a free one. */
const NODES = 4_000;
/** Of ten nodes, the number that a client keeps. */
const KEEPS = 1;
/** Time for work between two failures. */
const CALM_MS = 1_000;

describe('16 clients of two processes that are killed, and of a PostgreSQL that is stopped', () => {
  beforeAll(() => {
    execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  }, 120_000);

  test('get no node twice, and every answer holds at the end', async () => {
    await using site = await Site.open();
    await makeMaster(site.database);
    await makeReadyNodes(site.database, NODES);
    await site.startProcesses();

    let over = false;
    let calls = 0;
    const clients: HistoryClient[] = [];
    for (let number = 0; number < CLIENTS; number += 1) {
      // Each client has its own account. A repeated release of a lost answer would else release the node of another.
      const name = `client${number}`;
      const key = await makeAccount(site.database, name);
      clients.push(new HistoryClient({ name, key, server: () => site.api(calls++), isOver: () => over }));
    }
    const work = Promise.all(clients.map((client) => client.run(KEEPS)));
    const failures = await failFor(site, SECONDS);
    over = true;
    await work;
    await site.recovered();

    const attempts = clients.flatMap((client) => client.attempts);
    const { rows } = await site.database.pool.query<FinalNode>(FINAL);
    expect(clients.flatMap((client) => client.wrongAnswers)).toEqual([]);
    expect(findViolations(attempts, rows)).toEqual([]);
    // The history is worth a check: failures hit calls, and there was work between the failures.
    expect(attempts.filter(({ outcome }) => outcome === 'unknown').length).toBeGreaterThan(failures);
    expect(attempts.filter(({ outcome }) => outcome === 'granted').length).toBeGreaterThan(200);
  }, 240_000);
});

/** Kills processes and stops PostgreSQL in turn, and both at once. Each failure comes once at least. @returns their number */
async function failFor(site: Site, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  const failures = [
    async () => (await site.kill(0))(),
    () => site.breakPostgres(),
    async () => (await site.kill(1))(),
    async () => {
      const restart = await site.kill(0);
      await site.breakPostgres();
      await restart();
    },
  ];
  for (let count = 0; ; count += 1) {
    await wait(CALM_MS);
    if (performance.now() > end && count >= failures.length) return count;
    await failures[count % failures.length]?.();
  }
}

const FINAL = `
SELECT n.system_id AS node, n.status = 6 AS allocated, u.username AS owner, n.agent_name AS agent
FROM nodes n LEFT JOIN users u ON u.id = n.owner_id ORDER BY n.id`;

describe('findViolations', () => {
  const granted = (agent: string, begin: number, releasedAt?: number): Attempt => ({
    agent,
    owner: 'user',
    acquired: { begin, end: begin + 1 },
    outcome: 'granted',
    node: 'node-1',
    ...(releasedAt !== undefined && { released: { begin: releasedAt, end: releasedAt + 1 } }),
  });
  const held = (agent: string): FinalNode => ({ node: 'node-1', allocated: true, owner: 'user', agent });
  const free: FinalNode = { node: 'node-1', allocated: false, owner: null, agent: '' };
  const unanswered: Attempt = { agent: 'b', owner: 'user', acquired: { begin: 2, end: null }, outcome: 'unknown' };

  test.each<[string, readonly Attempt[], readonly FinalNode[]]>([
    ['a release before the next acquisition', [granted('a', 0, 5), granted('b', 5)], [held('b')]],
    ['an acquisition without an answer that had its effect', [granted('a', 0, 1), unanswered], [held('b')]],
    ['an acquisition without an answer that had no effect', [granted('a', 0, 1), unanswered], [free]],
    ['a release without an answer', [{ ...granted('a', 0), released: { begin: 3, end: null } }], [held('a')]],
  ])('finds nothing wrong in %s', (_, attempts, nodes) => {
    expect(findViolations(attempts, nodes)).toEqual([]);
  });

  test.each<[string, readonly Attempt[], readonly FinalNode[], string]>([
    ['two owners at once', [granted('a', 0, 9), granted('b', 5)], [held('b')], 'given to b while a held it'],
    ['a lost acquisition', [granted('a', 0)], [free], 'the acquisition of node-1 by a is lost'],
    ['a lost release', [granted('a', 0, 3)], [held('a')], 'the release of node-1 by a is lost'],
    ['an owner that was refused', [{ ...unanswered, outcome: 'refused' }], [held('b')], 'b, which did not get it'],
    ['a node of nobody', [], [held('c')], 'c, which did not get it'],
    ['two nodes of one attempt', [unanswered], [held('b'), { ...held('b'), node: 'node-2' }], 'holds two nodes'],
    ['a half released node', [], [{ ...free, owner: 'user' }], 'half released'],
  ])('finds %s', (_, attempts, nodes, message) => {
    expect(findViolations(attempts, nodes).join('\n')).toContain(message);
  });
});
