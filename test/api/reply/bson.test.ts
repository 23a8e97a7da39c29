import { deserialize } from 'bson';
import { expect, test } from 'vitest';
import { binariesLength, serializeBinaries } from '../../../src/api/reply/bson.js';

test('a document of binaries has the bytes of bsonspec.org 1.1', () => {
  const bytes = serializeBinaries({ lshw: Buffer.of(1, 0, 255), lldp: null, ü: Buffer.alloc(0) });
  const lshw = '056c73687700' + '03000000' + '00' + '0100ff';
  const lldp = '0a6c6c647000';
  const umlaut = '05c3bc00' + '00000000' + '00';
  expect(Buffer.from(bytes).toString('hex')).toBe(`22000000${lshw}${lldp}${umlaut}00`);
});

test.each([
  ['nothing', {}],
  ['nulls', { lshw: null, lldp: null }],
  ['a binary and a null', { lshw: 80_000, lldp: null }],
  ['more than the first buffer of the serializer', { lshw: 32 * 1_048_576, lldp: 2_000 }],
])('binariesLength of a document with %s is the length of its bytes', (_, lengths: Record<string, number | null>) => {
  const binaries = Object.fromEntries(
    Object.entries(lengths).map(([name, length]) => [name, length === null ? null : Buffer.alloc(length, 'x')]),
  );
  const bytes = serializeBinaries(binaries);
  expect(bytes.length).toBe(binariesLength(lengths));
  const read = deserialize(bytes, { promoteBuffers: true });
  expect(Object.keys(read)).toEqual(Object.keys(binaries));
  for (const [name, data] of Object.entries(binaries)) {
    expect(data === null ? read[name] === null : data.equals(read[name])).toBe(true);
  }
});
