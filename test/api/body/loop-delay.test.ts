import { expect, test } from 'vitest';
import { leastDelay, MOST_MS } from '../../support/loop-delay.js';
import { useRegion } from '../../support/region.js';

const MIB = 1_048_576;
const region = useRegion();

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
  expect(await leastDelay(region, as, 'nodes/?op=new', { type, body: body(), statuses: [400, 413] })).toBeLessThan(
    MOST_MS,
  );
});
