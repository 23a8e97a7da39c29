import { beforeEach, describe, expect, test } from 'vitest';
import { LLDP, LSHW } from '../../../src/model/hardware/outputs.js';
import { makeNode } from '../../support/factories/nodes.js';
import { lshwOfThisMachine } from '../../support/lshw.js';
import { COMMISSIONING, nodeKey, READY, readNode, signal } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';

const VIRTUALITY = '00-maas-02-virtuality.out';

const region = useRegion();
let id: string;
let key: ApiKey;
beforeEach(async () => {
  id = (await makeNode(region)).system_id;
  (await region.post('admin', 'nodes/', { op: 'accept', nodes: id })).ok();
  key = await nodeKey(region, id);
});

const send = (outputs: Record<string, string | Buffer>, scriptResult = 0) =>
  signal(region, key, 'WORKING', outputs, scriptResult);
const node = () => readNode(region, id);
async function hardware() {
  const { cpu_count, memory, storage } = await node();
  return [cpu_count, memory, storage];
}
/** As a node says it, with the whole answer. */
const signalled = (name: string, data: string) =>
  region.post(key, '/MAAS/metadata/latest/', [
    ['op', 'signal'],
    ['status', 'WORKING'],
    [name, { filename: name, data }],
  ]);

const machine = (inside: string) =>
  `<?xml version="1.0" standalone="yes" ?>\n<list><node id="machine" class="system">${inside}</node></list>`;
const core = (inside: string) => machine(`<node id="core" class="bus">${inside}</node>`);
const cpu = (threads?: string, disabled = '') =>
  `<node id="cpu" class="processor"${disabled}>${
    threads === undefined ? '' : `<configuration><setting id="threads" value="${threads}"/></configuration>`
  }</node>`;
const size = (bytes: number, units = 'bytes') => `<size units="${units}">${bytes}</size>`;
const GIB = 2 ** 30;

describe('the output of lshw', () => {
  test.each([
    ['two processors without threads', core(cpu() + cpu()), 2],
    ['one with four threads and one without', core(cpu('4') + cpu()), 5],
    [
      'one, and two that are disabled',
      core(cpu() + cpu('8', ' disabled="true"') + cpu(undefined, ' disabled="true"')),
      1,
    ],
    ['a processor that is not directly in the core', core(`<node id="x">${cpu()}</node>`), 0],
  ])('gives processors: %s', async (_what, output, want) => {
    await send({ [LSHW]: output });
    expect(await hardware()).toEqual([want, 0, 0]);
  });

  test.each([
    ['one memory', core(`<node id="memory">${size(4 * GIB)}</node>`), 4096],
    [
      'banks, and an empty memory',
      core(
        `<node id="memory:0"><node id="bank:0">${size(4 * GIB)}</node><node id="bank:1">${size(3 * GIB)}</node></node>
         <node id="memory:1">${size(99 * GIB)}<node id="bank:0">${size(GIB / 2)}</node></node>
         <node id="memory:2"><node id="bank:0"/></node>`,
      ),
      7680,
    ],
    ['a size in other units', core(`<node id="memory">${size(4 * GIB, 'bits')}</node>`), 0],
  ])('gives memory in MiB: %s', async (_what, output, want) => {
    await send({ [LSHW]: output });
    expect(await hardware()).toEqual([0, want, 0]);
  });

  test.each([
    [[127_033_934_848], 121_149],
    [[801_568_677_888], 764_435],
    [[127_033_934_848, 801_568_677_888], 885_584],
  ])('gives storage in MiB: volumes of %j bytes', async (volumes, want) => {
    await send({ [LSHW]: machine(volumes.map((bytes) => `<node class="volume">${size(bytes)}</node>`).join('')) });
    expect(await hardware()).toEqual([0, 0, want]);
  });

  test('takes the place of what was known before', async () => {
    await send({ [LSHW]: core(cpu('4')) });
    await send({ [LSHW]: core(`<node id="memory">${size(GIB)}</node>`) });
    expect(await hardware()).toEqual([0, 1024, 0]);
  });

  test.each([
    ['garbage', '<list><node id="core"', 0],
    ['nothing', '', 0],
    ['a document type', `<!DOCTYPE list>${core(cpu())}`, 0],
    ['more than can be read', `${core(cpu())}${' '.repeat(5_000_000)}`, 0],
    ['a script that failed', core(cpu()), 1],
  ])('changes nothing when it is %s, and is stored', async (_what, output, scriptResult) => {
    await send({ [LSHW]: core(cpu('2')) });
    await send({ [LSHW]: output }, scriptResult);
    expect(await hardware()).toEqual([2, 0, 0]);
    const { rows } = await region.database.pool.query(
      `SELECT length(r.data) FROM commissioning_results r JOIN nodes n ON n.id = r.node_id WHERE n.system_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ length: output.length }]);
  });

  test.each([
    ['cpu_count', core(cpu('many'))],
    ['memory', core(`<node id="memory"><size units="bytes">lots</size></node>`)],
    ['storage', machine(`<node class="volume">${size(2 ** 70)}</node>`)],
  ])('is refused under %s when that is no number, and nothing of it is kept', async (fact, output) => {
    const reply = await signalled(LSHW, output);
    expect([reply.status, reply.json]).toEqual([400, { [fact]: [expect.stringContaining(LSHW)] }]);
    expect(await hardware()).toEqual([0, 0, 0]);
    const results = await region.database.prisma.commissioningResult.count({ where: { node: { systemId: id } } });
    expect(results).toBe(0);
  });

  test('of 20 MB is taken in, and the node ends well', async () => {
    await send({ [LSHW]: `<list>${'<node id="x"><size>1</size></node>'.repeat(600_000)}</list>` });
    await signal(region, key, 'OK');
    expect(await node()).toMatchObject({ status: READY, cpu_count: 0 });
  });

  needsTools('lshw')('of this machine gives plausible facts', async () => {
    const stdout = await lshwOfThisMachine();
    await send({ [LSHW]: stdout });
    const { cpu_count, memory } = await node();
    expect(cpu_count).toBeGreaterThan(0);
    expect(memory).toBeGreaterThan(100);
  });
});

describe('the output of LLDP', () => {
  const ids = (...macs: string[]) =>
    `\n<?xml version="1.0" encoding="UTF-8"?>\n<lldp>${macs
      .map((mac) => `<interface><chassis><id type="mac">${mac}</id></chassis><id type="ifname">eth0</id></interface>`)
      .join('')}</lldp>\n`;

  test('gives the routers in its order', async () => {
    await send({ [LLDP]: ids('02:00:00:00:00:0B', '02:00:00:00:00:0a') });
    expect((await node()).routers).toEqual(['02:00:00:00:00:0b', '02:00:00:00:00:0a']);
    const found = await region.post('user', 'nodes/', { op: 'acquire', connected_to: '02:00:00:00:00:0a' });
    expect(found.status).toBe(409);
    await signal(region, key, 'OK');
    const acquired = await region.post('user', 'nodes/', { op: 'acquire', connected_to: '02:00:00:00:00:0a' });
    expect(acquired.json).toMatchObject({ system_id: id });
  });

  test('without neighbours gives none; without output it is not known', async () => {
    await send({ [LLDP]: ids() });
    expect((await node()).routers).toEqual([]);
    await send({ [LLDP]: '' });
    expect((await node()).routers).toBeNull();
  });

  test.each([
    ['it is no XML', '<lldp', 0],
    ['it has a document type', `<!DOCTYPE lldp>${ids('02:00:00:00:00:0c').trim()}`, 0],
    ['its script failed', ids('02:00:00:00:00:0c'), 1],
  ])('changes nothing when %s', async (_what, output, scriptResult) => {
    await send({ [LLDP]: ids('02:00:00:00:00:0d') });
    await send({ [LLDP]: output }, scriptResult);
    expect(await node()).toMatchObject({ status: COMMISSIONING, routers: ['02:00:00:00:00:0d'] });
  });

  test('neighbours without a valid address are left out', async () => {
    await send({ [LLDP]: ids('switch', '02:00:00:00:00:0e', '') });
    expect((await node()).routers).toEqual(['02:00:00:00:00:0e']);
  });
});

describe('the output of virtuality', () => {
  const tags = async () => (await node()).tag_names.filter((name) => name === 'virtual');

  test('puts the tag virtual on the node, or takes it off', async () => {
    await send({ [VIRTUALITY]: 'notvirtual\n' });
    expect(await tags()).toEqual([]);
    for (const _ of [1, 2]) await send({ [VIRTUALITY]: 'virtual\n' });
    expect(await tags()).toEqual(['virtual']);
    await send({ [VIRTUALITY]: 'neither\n' });
    await send({ [VIRTUALITY]: 'notvirtual\n' }, 1);
    expect(await tags()).toEqual(['virtual']);
    await send({ [VIRTUALITY]: 'notvirtual\n' });
    expect(await tags()).toEqual([]);
    expect((await region.get('user', 'tags/virtual/')).json).toMatchObject({ definition: '', kernel_opts: '' });
  });
});

test('a signal costs as many statements with a hundred tags as with one', async () => {
  const ended = async () => {
    await signal(region, key, 'WORKING', { [LSHW]: core(cpu()) });
    await signal(region, key, 'OK');
    const queries = region.queries();
    (await region.post('admin', `nodes/${id}/`, { op: 'commission' })).ok();
    key = await nodeKey(region, id);
    return queries;
  };
  await region.database.pool.query("INSERT INTO tags (name, definition) VALUES ('one', '//node')");
  const one = await ended();
  await region.database.pool.query(
    "INSERT INTO tags (name, definition) SELECT 'many-' || i, '//node[' || i || ']' FROM generate_series(1, 100) i",
  );
  expect(await ended()).toBe(one);
});
