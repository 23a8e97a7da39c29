import { beforeEach, describe, expect, test } from 'vitest';
import { LSHW_RESULT } from '../../../src/model/hardware/outputs.js';
import { makeNode } from '../../support/factories/nodes.js';
import { lshwOfThisMachine } from '../../support/lshw.js';
import { nodeKey, READY, readNode, signal, storedResults } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';

const region = useRegion();
let id: string;
let key: ApiKey;
beforeEach(async () => {
  id = (await makeNode(region, 'commissioning')).system_id;
  key = await nodeKey(region, id);
});

const send = (outputs: Record<string, string | Buffer>, scriptResult = 0) =>
  signal(region, key, 'WORKING', outputs, scriptResult);
const node = () => readNode(region, id);
async function hardware() {
  const { cpu_count, memory, storage } = await node();
  return [cpu_count, memory, storage];
}
const machine = (inside: string) =>
  `<?xml version="1.0" standalone="yes" ?>\n<list><node id="machine" class="system">${inside}</node></list>`;
const core = (inside: string) => machine(`<node id="core" class="bus">${inside}</node>`);
const cpu = (threads?: string, disabled = '') =>
  `<node id="cpu" class="processor"${disabled}>${
    threads === undefined ? '' : `<configuration><setting id="threads" value="${threads}"/></configuration>`
  }</node>`;
const size = (bytes: number, units = 'bytes') => `<size units="${units}">${bytes}</size>`;
const GIB = 2 ** 30;
const MAX = 2_147_483_647;
const bank = (text: string) => `<node id="bank:1"><size units="bytes">${text}</size></node>`;
const memory = (bytes: number) => `<node id="memory">${size(bytes)}</node>`;

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
  ])('with %s sets the number of processors', async (_what, output, want) => {
    await send({ [LSHW_RESULT]: output });
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
  ])('with %s sets the memory in MiB', async (_what, output, want) => {
    await send({ [LSHW_RESULT]: output });
    expect(await hardware()).toEqual([0, want, 0]);
  });

  test.each([
    [[127_033_934_848], 121_149],
    [[801_568_677_888], 764_435],
    [[127_033_934_848, 801_568_677_888], 885_584],
  ])('with volumes of %j bytes sets %i MiB of storage', async (volumes, want) => {
    await send({
      [LSHW_RESULT]: machine(volumes.map((bytes) => `<node class="volume">${size(bytes)}</node>`).join('')),
    });
    expect(await hardware()).toEqual([0, 0, want]);
  });

  test('that is sent again replaces all earlier facts', async () => {
    await send({ [LSHW_RESULT]: core(cpu('4')) });
    await send({ [LSHW_RESULT]: core(`<node id="memory">${size(GIB)}</node>`) });
    expect(await hardware()).toEqual([0, 1024, 0]);
  });

  test.each([
    ['garbage', '<list><node id="core"', 0],
    ['empty', '', 0],
    ['a document type', `<!DOCTYPE list>${core(cpu())}`, 0],
    ['of a script that failed', core(cpu()), 1],
  ])('that is %s changes no facts and is stored', async (_what, output, scriptResult) => {
    await send({ [LSHW_RESULT]: core(cpu('2')) });
    await send({ [LSHW_RESULT]: output }, scriptResult);
    expect(await hardware()).toEqual([2, 0, 0]);
    const { rows } = await region.database.pool.query(
      `SELECT length(r.data) FROM commissioning_results r JOIN nodes n ON n.id = r.node_id WHERE n.system_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ length: output.length }]);
  });

  test.each([
    ['threads', core(cpu('many') + cpu('2')), [3, 0, 0]],
    ['memory', core(`${cpu()}<node id="memory"><size units="bytes">lots</size></node>`), [1, 0, 0]],
    ['a bank', core(`<node id="memory:0"><node id="bank:0">${size(GIB)}</node>${bank('lots')}</node>`), [0, 1024, 0]],
    ['storage', machine(`<node class="volume">${size(-5)}</node><node class="disk">${size(GIB)}</node>`), [0, 0, 1024]],
    ['3 PiB of memory', core(`${cpu()}<node id="memory">${size(3 * 2 ** 50)}</node>`), [1, MAX, 0]],
    [
      'a large volume',
      machine(`<node class="volume"><size units="bytes">${'9'.repeat(25)}</size></node>`),
      [0, 0, MAX],
    ],
    ['an endless number', core(cpu('9'.repeat(400))), [MAX, 0, 0]],
  ])('with an odd number of %s loses no other fact, and is stored', async (_what, output, facts) => {
    await send({ [LSHW_RESULT]: output });
    expect(await hardware()).toEqual(facts);
    const results = await region.database.prisma.commissioningResult.count({ where: { node: { systemId: id } } });
    expect(results).toBe(1);
  });

  test('that is damaged changes the facts that it tells, and is stored as sent', async () => {
    await send({ [LSHW_RESULT]: core(cpu('2') + memory(GIB)) });
    const damaged = Buffer.from(`${core(`<serial>\u0001</serial>${cpu('8')}`)}<cut`);
    await send({ [LSHW_RESULT]: damaged });
    expect(await hardware()).toEqual([8, 1024, 0]);
    const [result] = await storedResults(region, await node());
    expect(damaged.equals(result?.data ?? Buffer.of())).toBe(true);
  });

  test('of 20 MB is stored, its start is read, and the node becomes ready', async () => {
    await send({
      [LSHW_RESULT]: `<list>${'<node id="core"><node id="cpu" class="processor"/></node>'}${'<node id="x"><size>1</size></node>'.repeat(600_000)}</list>`,
    });
    await signal(region, key, 'OK');
    expect(await node()).toMatchObject({ status: READY, cpu_count: 1 });
  });

  needsTools('lshw')('of this machine gives plausible facts', async () => {
    const stdout = await lshwOfThisMachine();
    await send({ [LSHW_RESULT]: stdout });
    const { cpu_count, memory } = await node();
    expect(cpu_count).toBeGreaterThan(0);
    expect(memory).toBeGreaterThan(100);
  });
});
