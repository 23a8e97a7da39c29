import { expect, test } from 'vitest';
import { readHardware } from '../../../src/model/hardware/read-outputs.js';
import { lshwOfThisMachine } from '../../support/lshw.js';
import { needsTools } from '../../support/tools.js';

const GIB = 2 ** 30;
const size = (gib: number) => `<size units="bytes">${gib * GIB}</size>`;
const node = (id: string, inside: string, kind = 'memory') => `<node id="${id}" class="${kind}">${inside}</node>`;
const core = (inside: string) => node('machine', node('core', inside, 'bus'), 'system');

const about = (name: string, text: string) => `<${name}>${text}</${name}>`;
const capacity = (gib: number) => `<capacity units="bytes">${gib * GIB}</capacity>`;
const logicals = node('logicalvolume:0', size(5), 'volume') + node('logicalvolume:1', size(2), 'volume');

async function read(text: string) {
  const answer = await readHardware(Buffer.from(text));
  if ('reason' in answer) throw new Error(answer.reason);
  return answer.found;
}

test.each([
  ['a total', node('memory', size(4)), 4],
  ['a total with banks', node('memory', size(8) + node('bank:0', size(4)) + node('bank:1', size(4))), 8],
  ['banks without a total', node('memory', node('bank:0', size(4)) + node('bank:1', size(2))), 6],
  ['a single bank in each array', node('memory:0', node('bank', size(4))) + node('memory:1', node('bank', size(4))), 8],
  ['arrays with numbered banks', node('memory:0', node('bank:0', size(4)) + node('bank:1', size(4))), 8],
  ['arrays without banks', node('memory:0', size(4)) + node('memory:1', size(2)), 6],
  ['an array with a size and banks', node('memory:0', size(64) + node('bank:0', size(4)) + node('bank:1', '')), 4],
  ['an array with empty banks', node('memory:0', size(4) + node('bank:0', '')), 4],
  ['a total of arrays', node('memory', size(8) + node('memory:0', size(4)) + node('memory:1', size(4))), 8],
  ['arrays in a memory without total', node('memory', node('memory:0', node('bank', size(4)) + size(9))), 4],
  ['a memory controller without size', node('memory', size(4)) + node('pci', node('memory', ''), 'bridge'), 4],
  ['caches and firmware', node('cache:0', size(1)) + node('firmware', size(1)) + node('memory', size(4)), 4],
])('memory told as %s counts once', async (_what, inside, gib) => {
  for (const text of [core(inside), `<?xml version="1.0"?>\n<list>\n${core(inside)}\n</list>`]) {
    expect((await read(text)).memory).toBe(gib * 1024);
  }
});

const array = (id: string, description: string, inside: string) => node(id, about('description', description) + inside);
const flash = array('memory:1', 'Flash Memory', capacity(4) + array('bank', 'Chip FLASH Non-volatile', size(4)));

test.each([
  ['system memory beside flash', array('memory:0', 'System Memory', node('bank', size(4))) + flash, 4],
  ['a total beside flash', array('memory', 'System Memory', size(4)) + flash, 4],
  ['a flash chip in an array', node('memory:0', node('bank:0', size(4)) + array('bank:1', 'Chip FLASH', size(1))), 4],
  ['an EEPROM in an array', node('memory:0', node('bank:0', size(4)) + array('bank:1', 'Chip EEPROM', size(1))), 4],
  ...['Video Memory', 'Cache Memory', 'NVRAM'].map((use): [string, string, number] => [
    `system memory beside ${use}`,
    node('memory:0', node('bank', size(4))) + array('memory:1', use, node('bank', size(1))),
    4,
  ]),
  ['a total that firmware calls flash', array('memory', 'Flash Memory', size(4) + node('bank:0', size(4))), 4],
  ['arrays that firmware calls flash', flash, 4],
])('memory of %s is the main memory', async (_what, inside, gib) => {
  expect((await read(core(inside))).memory).toBe(gib * 1024);
});

const disk = (inside: string, id = 'disk') => node(id, inside, 'disk');
const volume = (id: string, inside: string) => node(id, inside, 'volume');

test.each([
  ['a blank disk', disk(size(8)), 8],
  ['blank disks beside a used one', disk(size(8), 'disk:0') + disk(size(9) + volume('volume', size(4)), 'disk:1'), 12],
  ['volumes', disk(size(9) + volume('volume:0', size(4)) + volume('volume:1', size(3))), 7],
  ['a disk whose volumes have no size', disk(size(9) + volume('volume', '')), 9],
  ['an extended partition', disk(volume('volume:0', size(1)) + volume('volume:1', size(8) + logicals)), 9],
  ['an extended partition without size', disk(size(9) + volume('volume:1', logicals)), 7],
  ['volumes of which one has only a capacity', disk(volume('volume:0', size(4)) + volume('volume:1', capacity(6))), 10],
  ['a volume with a size and a capacity', disk(size(9) + volume('volume', size(4) + capacity(5))), 4],
  ['an extended partition with only a capacity', disk(volume('volume:1', capacity(8) + logicals)), 8],
  ['a blank disk with only a capacity', disk(capacity(8)), 8],
  ['a namespace of NVMe', node('nvme', disk(size(8), 'namespace:1'), 'storage'), 8],
  ['a card in a reader', disk(size(8) + disk(size(8), 'medium')), 8],
  ['a disc in an optical drive', disk(size(4) + disk(size(4), 'medium'), 'cdrom') + disk(size(8), 'disk'), 8],
])('storage told as %s counts once', async (_what, inside, gib) => {
  expect((await read(core(inside))).storage).toBe(gib * 1024);
});

/** A disk of 8 GiB at a SCSI address. */
const lun = (address: string, serial: string, inside = '', product = 'LUN') =>
  disk(about('product', product) + about('businfo', `scsi@${address}`) + about('serial', serial) + size(8) + inside);

test.each([
  ['two paths to a blank disk', lun('0:0.0.1', 'A1') + lun('1:0.3.1', 'A1'), 8],
  ['four paths to two disks', ['0', '1'].map((id) => lun(`${id}:0.0.0`, 'A') + lun(`${id}:0.0.1`, 'A')).join(''), 16],
  ['two paths to a disk with a volume', lun('0:0.0.1', 'A1', volume('volume', size(7))).repeat(2), 7],
  ['disks of a controller with one serial number', lun('0:1.0.0', 'PDNNK0') + lun('0:1.0.1', 'PDNNK0'), 16],
  ['disks with other serial numbers', lun('0:0.0.0', 'A1') + lun('1:0.0.0', 'A2'), 16],
  ['disks of other products', lun('0:0.0.0', 'A1') + lun('1:0.0.0', 'A1', '', 'other'), 16],
  ...['', '00000000', '[REMOVED]'].map((serial): [string, string, number] => [
    `disks with the serial number "${serial}"`,
    lun('0:0.0.0', serial) + lun('1:0.0.0', serial),
    16,
  ]),
  ['disks without an address', disk(about('serial', 'A1') + size(8)).repeat(2), 16],
])('storage of %s counts each disk once', async (_what, inside, gib) => {
  expect((await read(core(inside))).storage).toBe(gib * 1024);
});

test('a processor with 0 threads counts as one', async () => {
  const threads = '<configuration><setting id="threads" value="0"/></configuration>';
  expect((await read(core(node('cpu', threads, 'processor')))).cpu_count).toBe(1);
});

test.each(['value="a<b"', "value='<b>'", 'value="<"', 'value="a<b" c="d<e"', 'value="<node id="'])(
  'an attribute %s with an unescaped < loses no facts',
  async (attribute) => {
    const facts = node('cpu', '', 'processor') + node('memory', size(4));
    const found = await read(core(`<setting id="x" ${attribute}/>\n${facts}`));
    expect(found).toMatchObject({ cpu_count: 1, memory: 4096 });
  },
);

test('an attribute whose end is missing ends with its tag', async () => {
  const facts = node('cpu', '', 'processor') + node('memory', size(4));
  const found = await read(core(`<configuration>\n<setting id="x />\n<setting id="y" />\n</configuration>\n${facts}`));
  expect(found).toMatchObject({ cpu_count: 1, memory: 4096 });
});

needsTools('lshw')('the output of lshw on this machine has its memory, processors and disks', async () => {
  const text = await lshwOfThisMachine();
  const { memory, cpu_count, storage, damage } = await read(text);
  expect(damage).toBeNull();
  expect(memory).toBeGreaterThan(100);
  expect(cpu_count).toBe(text.split('class="processor"').length - 1);
  expect(storage > 0).toBe(/class="(disk|volume)"[^>]*>(?:(?!<node)[\s\S])*<size units="bytes">/.test(text));
});
