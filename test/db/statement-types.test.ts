import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listNamedTexts } from '../../src/db/statement.js';
import { reportImages } from '../support/factories/images.js';
import { makeNode } from '../support/factories/nodes.js';
import { type Region, startRegion } from '../support/region.js';
import { compareStatements } from '../support/statements/compared.js';
import { declaredStatements, SRC } from '../support/statements/declared.js';
import { StatementDescriber } from '../support/statements/described.js';

const declared = declaredStatements();

let region: Region;
beforeAll(async () => {
  for (const { file } of declared) await import(path.join(SRC, file));
  region = await startRegion();
  await buildQueries();
});
afterAll(() => region[Symbol.asyncDispose]());

/** Has each statement made that is put together for a request: with all of its conditions, and with none. */
async function buildQueries(): Promise<void> {
  await reportImages(region);
  const { system_id, hostname, macaddress_set } = await makeNode(region, 'allocated');
  const node = { id: system_id, hostname, mac_address: macaddress_set[0]?.mac_address ?? '' };
  (await region.get('user', 'nodes/', { op: 'list', ...node, zone: 'default', agent_name: 'x' })).ok();
  const additive = { substatus: 4, power_state: 'on', tag: ['a', 'b'], owner: 'user', limit: 1, after: system_id };
  (await region.get('user', 'nodes/', { op: 'list', ...additive })).ok();
  (await region.get('user', 'nodes/', { op: 'list' })).ok();
  (await region.get('user', 'nodes/', { op: 'list_allocated' })).ok();
  (await region.get('user', `nodes/${system_id}/`)).ok();
  (await region.get('admin', 'events/', { op: 'query', after: 0 })).ok();
  (await region.get('admin', 'events/', { op: 'query', level: 'AUDIT' })).ok();
  const audit = { op: 'query', level: 'AUDIT', owner: 'user', after: 0 };
  (await region.get('admin', 'events/', { ...audit, ...node, zone: 'default', agent_name: 'x' })).ok();
  (await region.get('user', 'events/', { op: 'query', ...node, zone: 'default', agent_name: 'x', before: 1 })).ok();
  (await region.get('user', 'commissioning-results/', { op: 'list', system_id, name: 'x' })).ok();
  (await region.get('user', 'installation-results/', { op: 'list', system_id, name: 'x' })).ok();
  (await region.put('admin', `nodes/${system_id}/`, { cpu_count: 3, memory: 4, zone: 'default' })).ok();
  (await region.post('admin', 'zones/', { name: 'far' })).ok();
  (await region.post('admin', 'tags/', { op: 'new', name: 'quick' })).ok();
  (await region.post('admin', 'networks/', { name: 'lan', ip: '10.1.0.0', netmask: '255.255.0.0' })).ok();
  const constraints = {
    name: 'a.b',
    arch: 'amd64',
    cpu_count: 1,
    mem: 1,
    tags: 'quick',
    not_tags: 'quick',
    networks: 'lan',
    zone: 'far',
  };
  const against = { not_networks: 'lan', connected_to: '02:00:00:00:00:01', not_connected_to: '02:00:00:00:00:02' };
  const reply = await region.post('user', 'nodes/', { op: 'acquire', ...constraints, ...against, not_in_zone: 'far' });
  expect(reply.status).toBe(409);
  await region.post('user', 'nodes/', { op: 'acquire', ...constraints, ...against, dry_run: 1, verbose: 1 });
}

test('each label has one declaration and one text', () => {
  const labels = declared.map(({ label }) => label);
  expect(labels.filter((label, index) => labels.indexOf(label) !== index)).toEqual([]);
  const made = listNamedTexts().filter(({ label }) => label !== 'prisma');
  expect(made.filter(({ label }) => !labels.includes(label))).toEqual([]);
  expect(labels.filter((label) => !made.some((text) => text.label === label))).toEqual([]);
});

test('each statement declares the argument and column types that PostgreSQL describes', async () => {
  await using describer = await StatementDescriber.connect(region.site.url);
  const statements = [];
  for (const { label, text } of listNamedTexts()) {
    const described = label === 'prisma' ? undefined : await describer.describe(text);
    for (const one of declared) if (described && one.label === label) statements.push({ declared: one, described });
  }
  expect(statements.length).toBeGreaterThan(100);
  expect(await compareStatements(statements)).toEqual([]);
});
