import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { COPY_FORM, type DumpForm, writeDump } from '../../support/original/dump.js';
import { SITE } from '../../support/original/site.js';
import { contentOf, useNewRegion } from '../../support/original/takeover.js';

const region = useNewRegion();

/** The rows that the site becomes, without the time of the takeover and tables that tell when something happened. */
async function takenRows(): Promise<string> {
  const leaveOut = ['audit_records', 'events', 'node_changes', 'region_processes'];
  const tables = Object.entries(await contentOf(region.database())).filter(([name]) => !leaveOut.includes(name));
  return JSON.stringify(tables, undefined, 1).replace(/20(?!14)\d\d-\d\d-\d\d [\d:.]+/g, 'now');
}

test('takeOver of a site takes over every row of every table', async () => {
  const report = await region.takeOverTables(SITE);
  expect(report.problems.kept).toEqual([]);
  expect(report.isDone).toBe(true);
  const { prisma } = region.database();
  expect(await prisma.user.findMany({ orderBy: { id: 'asc' } })).toMatchObject([
    { id: 2, username: 'maas-init-node', password: '', isActive: false, email: 'maas-init-node@localhost' },
    { id: 3, username: 'maas-nodegroup-worker', password: '', isActive: true },
    { id: 11, username: 'alice', isSuperuser: true, password: expect.stringMatching(/^pbkdf2_sha256\$/) },
    { id: 12, username: 'bob', isSuperuser: false, password: '', created: new Date('2014-05-29T12:00:00.123Z') },
  ]);
  expect(await prisma.token.count()).toBe(3);
  expect(await prisma.sshKey.findMany()).toMatchObject([{ id: 9, userId: 11, key: 'ssh-rsa AAAA alice@laptop' }]);
  expect(await prisma.nodegroup.findMany({ include: { interfaces: true } })).toMatchObject([
    { id: 7, uuid: '5d4f2c4e-0000-4000-8000-000000000007', status: 1, interfaces: [{ ip: '10.0.0.1', management: 2 }] },
  ]);
  expect(await prisma.bootSource.findMany({ include: { selections: true } })).toMatchObject([
    {
      keyringData: new Uint8Array([0, 255, 92]),
      selections: [{ arches: ['amd64', 'i386'], labels: ['a, b', 'release'] }],
    },
  ]);
  expect(await prisma.config.findMany({ orderBy: { name: 'asc' } })).toEqual([
    { name: 'default_distro_series', value: 'trusty' },
    { name: 'enable_third_party_drivers', value: false },
  ]);
  expect(await prisma.dhcpLease.findMany()).toEqual([{ ip: '10.0.0.10', mac: '52:54:00:00:00:01', nodegroupId: 7 }]);
  expect(await prisma.zone.findMany({ orderBy: { id: 'asc' } })).toEqual([
    { id: 3, name: 'default', description: '' },
    { id: 4, name: 'rack-1', description: 'a "b" \\ ü\n\tc\'s' },
  ]);
  expect(await prisma.network.findMany()).toMatchObject([{ id: 2, address: '10.1.0.0/16', vlanTag: null }]);
  expect(await prisma.bootImage.findMany()).toMatchObject([{ id: 5, supportedSubarches: 'generic,hwe-t' }]);
  expect(await prisma.commissioningScript.findMany()).toMatchObject([{ id: 2, name: '50-raid' }]);
});

test('takeOver of a site keeps what belongs to its nodes', async () => {
  await region.takeOverTables(SITE);
  const { prisma } = region.database();
  const include = { macs: { include: { networks: true } }, tags: true, key: true, userData: true, results: true };
  const nodes = await prisma.node.findMany({ orderBy: { id: 'asc' }, include });
  expect(nodes).toMatchObject([
    {
      id: 21,
      systemId: 'node-00000021-e77c-11e3-9ebb-525400123456',
      hostname: 'host-21.maas',
      status: 6,
      substatus: 6,
      ownerId: 11,
      tokenId: 50,
      zoneId: 4,
      agentName: 'juju',
      distroSeries: 'trusty',
      routers: ['00:11:22:33:44:55'],
      powerType: 'ipmi',
      powerParameters: { power_address: '10.0.0.9', power_user: 'root', power_pass: 'a"b\\c' },
      macs: [{ id: 31, mac: '52:54:00:00:00:01', networks: [{ networkId: 2 }] }],
      tags: [{ tagId: 6 }],
      key: { tokenId: 52 },
      results: [{ id: 3, name: '00-maas-01-lshw.out', scriptResult: 0 }],
    },
    { id: 22, status: 4, substatus: null, ownerId: null, zoneId: 3 },
  ]);
  expect(Buffer.from(nodes[0]?.userData?.data ?? []).toString()).toBe('#cloud-config\n');
  const files = await prisma.file.findMany({
    orderBy: { id: 'asc' },
    include: { content: { include: { chunks: true } } },
  });
  expect(files).toMatchObject([
    {
      id: 13,
      filename: 'provider-state',
      ownerId: 11,
      size: 9n,
      content: { unusedSince: null, chunks: [{ position: 0 }] },
    },
    { id: 14, filename: 'old', ownerId: null, size: 0n, content: { chunks: [] } },
  ]);
});

const FORMS: [string, Partial<DumpForm>][] = [
  ['INSERTs', { rows: 'inserts', reverseColumns: true }],
  ['INSERTs without DDL', { rows: 'column-inserts', ddl: false, quoted: true, standard: false }],
];

test.each(FORMS)('takeOver of a dump with %s takes over the same rows as one with COPY blocks', async (_form, form) => {
  await region.takeOverText(writeDump(SITE, { ...COPY_FORM, ...form }));
  const inserted = await takenRows();
  await region
    .database()
    .pool.query(
      'TRUNCATE users, nodegroups, zones, config, file_contents, networks, tags, commissioning_scripts CASCADE',
    );
  await region.takeOverTables(SITE);
  expect(inserted).toEqual(await takenRows());
});

test('takeOver of a compressed dump takes it over', async () => {
  expect((await region.takeOverText(gzipSync(writeDump(SITE)))).isDone).toBe(true);
});

test('takeOver of a dump of 1.5, which lacks columns, uses their defaults', async () => {
  const without = (table: string, columns: readonly string[]) =>
    (SITE[table] ?? []).map((row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name))),
    );
  const { problems } = await region.takeOverTables({
    ...SITE,
    maasserver_node: without('maasserver_node', ['osystem', 'routers']),
    maasserver_bootimage: without('maasserver_bootimage', ['osystem', 'supported_subarches']),
    maasserver_bootsource: without('maasserver_bootsource', ['created', 'updated']),
  });
  expect(problems.kept).toEqual([]);
  expect(await region.database().prisma.bootImage.findMany()).toMatchObject([
    { osystem: 'ubuntu', supportedSubarches: '' },
  ]);
});

test('rows that are made after takeOver get ids above those of the dump', async () => {
  await region.takeOverTables(SITE);
  const { prisma } = region.database();
  const zone = await prisma.zone.create({ data: { name: 'cellar' } });
  const user = await prisma.user.create({ data: { username: 'carol', email: '', password: '' } });
  const content = await prisma.fileContent.create({ data: {} });
  expect([zone.id, user.id, content.id]).toEqual([5, 13, 15]);
});

test('a tag that is made after takeOver of one with the id 1 gets the id 2', async () => {
  const tags = (SITE.maasserver_tag ?? []).map((tag) => ({ ...tag, id: '1' }));
  await region.takeOverTables({ ...SITE, maasserver_tag: tags, maasserver_node_tags: [] });
  const tag = await region.database().prisma.tag.create({ data: { name: 'small', definition: '' } });
  expect(tag.id).toBe(2);
});

test('takeOver of a node whose neighbours were never reported leaves its routers unknown', async () => {
  const nodes = (SITE.maasserver_node ?? []).map((node) => ({ ...node, routers: null }));
  await region.takeOverTables({ ...SITE, maasserver_node: nodes });
  const rows = await region.database().pool.query('SELECT DISTINCT routers FROM nodes');
  expect(rows.rows).toEqual([{ routers: null }]);
});

test('takeOver replaces the configuration of the new region', async () => {
  const { prisma } = region.database();
  await prisma.config.createMany({
    data: [
      { name: 'maas_name', value: 'new' },
      { name: 'upstream_dns', value: '192.0.2.53' },
    ],
  });
  await region.takeOverTables({ ...SITE, maasserver_config: [{ id: '1', name: 'maas_name', value: '"old"' }] });
  expect(await prisma.config.findMany()).toEqual([{ name: 'maas_name', value: 'old' }]);
});

test('takeOver reports its progress', async () => {
  const steps: [string, number, number][] = [];
  await region.takeOverTables(SITE, { onProgress: (...step) => steps.push(step) });
  const last = (name: string) => steps.filter(([step]) => step === name).at(-1);
  expect(last('reading')?.[1]).toBe(last('reading')?.[2]);
  expect(last('writing')?.[1]).toBeGreaterThan(20);
});
