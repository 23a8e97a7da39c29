import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { crcShift, joinCrc32 } from '../../../src/api/reply/crc32.js';

test.each([0, 1, 7, 255, 256, 65_537, 1_000_003])(
  'joinCrc32 with a second text of %i bytes is that of both',
  (length) => {
    const [first, second] = [randomBytes(1_000), randomBytes(length)];
    expect(joinCrc32(crc32(first), crc32(second), crcShift(length))).toBe(crc32(Buffer.concat([first, second])));
  },
);
