import { connect } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { plaintextHeader } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';

const MIB = 1_048_576;
const MOST_MS = 50;
const RESOLUTION_MS = 1;
/** Other processes of the machine also delay the loop, but not each time. */
const ATTEMPTS = 10;

const region = useRegion();

/** Sends a body, and returns the status and the longest time for which the loop was held, in milliseconds. */
async function measure(as: 'user' | null, type: string, body: Buffer): Promise<[status: number, ms: number]> {
  const key = region.keyOf(as);
  const head = [
    'POST /MAAS/api/1.0/nodes/?op=new HTTP/1.1',
    'Host: region',
    'Connection: close',
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
    ...(key ? [`Authorization: ${plaintextHeader(key)}`] : []),
  ];
  const socket = connect(Number(region.api.port), region.api.hostname);
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const cpuTimes = watchCpuTime();
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  const answer = await text(socket);
  delays.disable();
  const ms = Math.min(delays.max / 1e6 - RESOLUTION_MS, cpuTimes.longest());
  return [Number(answer.split(' ', 2)[1]), ms];
}

/**
 * Measures the CPU time of each turn of the event loop, in milliseconds. On a busy machine a turn takes longer than its
 * CPU time, as other processes run in between.
 */
function watchCpuTime() {
  let longest = 0;
  let before = cpuMs();
  let next = setImmediate(function measureTurn() {
    const now = cpuMs();
    longest = Math.max(longest, now - before);
    before = now;
    next = setImmediate(measureTurn);
  });
  return {
    longest() {
      clearImmediate(next);
      return longest;
    },
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const repeat = (piece: string, bytes: number, before = '', after = '') =>
  Buffer.from(`${before}${piece.repeat(bytes / Buffer.byteLength(piece))}${after}`);
const part = (content: string, more = '', name = 'a') =>
  `--B\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${content}\r\n`;

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=B';

const BODIES: readonly [what: string, type: string, body: () => Buffer][] = [
  ['JSON with 3.9 million members of a list', JSON_TYPE, () => repeat('1,', 7.8 * MIB, '{"a":[', '1]}')],
  ['JSON with millions of nested lists', JSON_TYPE, () => repeat('[],', 15 * MIB, '{"a":[', '1]}')],
  ['JSON with millions of members', JSON_TYPE, () => repeat('"a":1,', 15 * MIB, '{', '"b":1}')],
  ['JSON that is nested deeply', JSON_TYPE, () => repeat('[', 15 * MIB)],
  ['JSON with one text of 15 MiB', JSON_TYPE, () => repeat('\\n', 15 * MIB, '{"a":"', '"}')],
  ['JSON with one text of 4 MB', JSON_TYPE, () => repeat('\\n', 4_000_000, '{"a":"', '"}')],
  ['JSON with one text of 4 MB that is not ASCII', JSON_TYPE, () => repeat('中', 4_000_000, '{"a":"', '"}')],
  ['JSON with a list of long texts', JSON_TYPE, () => repeat(`"${'x'.repeat(195)}",`, 3_900_000, '{"a":[', '1]}')],
  ['JSON with objects in a list', JSON_TYPE, () => repeat(`{"${'x'.repeat(390)}":1},`, 3_900_000, '{"a":[', '1]}')],
  ['a form with a value of blanks', FORM, () => repeat('+', 8 * MIB, 'a=')],
  ['a form with a value of 16 MB', FORM, () => repeat('%20', 16_000_000, 'a=')],
  ['a form with a value of escapes', FORM, () => repeat('%e4%b8%ad', 15 * MIB, 'a=')],
  ['a form with a value of invalid bytes', FORM, () => repeat('%ff', 15 * MIB, 'a=')],
  ['a form with long fields', FORM, () => repeat(`a=${'+'.repeat(797)}&`, 15.9 * MIB)],
  ['a form with millions of fields', FORM, () => repeat('a&', 15 * MIB)],
  ['a form with many names', FORM, () => Buffer.from(Array.from({ length: 20_000 }, (_, i) => `n${i}=1`).join('&'))],
  ['multipart with a field of 8 MB', MULTIPART, () => Buffer.from(`${part('中'.repeat(2_700_000))}--B--`)],
  ['multipart with 20,000 fields', MULTIPART, () => Buffer.from(`${part('1').repeat(20_000)}--B--`)],
  ['multipart with 200,000 fields', MULTIPART, () => Buffer.from(`${part('1').repeat(200_000)}--B--`)],
  ['multipart with 20,000 files', MULTIPART, () => Buffer.from(`${part('1', '; filename="a"').repeat(20_000)}--B--`)],
  [
    'multipart with long names',
    MULTIPART,
    () => Buffer.from(`${part('1', '', 'x'.repeat(16_000)).repeat(1_000)}--B--`),
  ],
  [
    'multipart with a file in base64',
    MULTIPART,
    () =>
      Buffer.from(`${part('eHh4\r\n'.repeat(2.5 * MIB), '; filename="a"\r\nContent-Transfer-Encoding: base64')}--B--`),
  ],
  [
    'multipart with a file in quoted-printable',
    MULTIPART,
    () =>
      Buffer.from(
        `${part('=41'.repeat(5 * MIB), '; filename="a"\r\nContent-Transfer-Encoding: quoted-printable')}--B--`,
      ),
  ],
  [
    'multipart with blank lines',
    MULTIPART,
    () => Buffer.from(`${part('\r\n'.repeat(7 * MIB), '; filename="a"')}--B--`),
  ],
];

test.each(
  BODIES.flatMap(([what, type, body]) => ([null, 'user'] as const).map((as) => [as, what, type, body] as const)),
)('a body of %s: %s holds the event loop for at most 50 ms', async (as, _what, type, body) => {
  const bytes = body();
  const times: number[] = [];
  for (let i = 0; i < ATTEMPTS && Math.min(...times) > MOST_MS; i += 1) {
    const [status, ms] = await measure(as, type, bytes);
    expect([400, 413]).toContain(status);
    times.push(ms);
  }
  expect(Math.min(...times)).toBeLessThan(MOST_MS);
});
