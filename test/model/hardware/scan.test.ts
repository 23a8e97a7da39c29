import { expect, test } from 'vitest';
import { readHardware, readNeighbours } from '../../../src/model/hardware/read-outputs.js';

const SIZES = [250_000, 1_000_000];
const CPU = '<node id="core"><node id="cpu" class="processor"/></node>';

/** The least CPU time of several attempts, in microseconds. Unlike elapsed time, it does not grow on a busy machine. */
async function leastCpuTime(text: string): Promise<number> {
  const times: number[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const start = process.cpuUsage();
    expect(await readHardware(Buffer.from(text))).toHaveProperty('found.cpu_count', 1);
    const { user, system } = process.cpuUsage(start);
    times.push(user + system);
  }
  return Math.min(...times);
}

test.each([
  '<a ',
  '</a>',
  '&',
  '<',
  '<a></b>',
  '<a><b></a>',
  '<!-- ',
  '<?x ',
  '<![CDATA[',
  '<a x="',
  '<a x="<',
  `<a x="<b y='<`,
  '\u0001',
  '<a>',
  ' "',
])(
  'reading damaged output of many %j takes linear time',
  async (part) => {
    const [small = 0, large = 0] = SIZES.map((bytes) => `<list>${CPU}${part.repeat(bytes / part.length)}`);
    // Linear time is 4 times as much for 4 times the size, quadratic time 16 times.
    const [one, two] = [await leastCpuTime(String(small)), await leastCpuTime(String(large))];
    expect(two / one).toBeLessThan(9);
  },
  60_000,
);

const neighbour = (inside: string) => `<interface name="eth0"><chassis>${inside}</chassis></interface>`;
const id = (mac: string) => `<id type="mac">${mac}</id>`;
const [ONE, TWO] = ['02:00:00:00:00:01', '02:00:00:00:00:02'];

test.each([
  ['a control character', neighbour(`${id(ONE)}<name>\u0001</name>`) + neighbour(id(TWO))],
  ['a reference to one', neighbour(`${id(ONE)}<name>&#1;</name>`) + neighbour(id(TWO))],
  ['bytes that are not UTF-8', neighbour(`${id(ONE)}<name>\xff\xfe</name>`) + neighbour(id(TWO))],
  ['an ampersand', neighbour(`${id(ONE)}<name>a & b</name>`) + neighbour(id(TWO))],
  ['a missing end', `<interface><chassis>${id(ONE)}<name>a</chassis>${neighbour(id(TWO))}`],
  ['a cut-off end', `${neighbour(id(ONE))}${neighbour(id(TWO))}<interface><chassis><id type="mac">02:00`, ''],
])('a neighbour with %s does not lose the others', async (_what, inside, end = '</lldp>') => {
  const text = `<?xml version="1.0"?>\n<lldp>${inside}${end}`;
  const answer = await readNeighbours(Buffer.from(text, 'latin1'));
  expect(answer).toMatchObject({ found: { macs: [ONE, TWO], damage: expect.any(String) } });
});

test('a cut-off number is not read', async () => {
  const text = `<list><node id="core"><node id="cpu" class="processor"/><node id="memory"><size units="bytes">17179`;
  expect(await readHardware(Buffer.from(text))).toMatchObject({ found: { cpu_count: 1, memory: 0 } });
});
