import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { plaintextHeader } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';

const SIZE = 200 * 1_048_576;

const region = useRegion();

const url = (query: string) => new URL(`files/?${query}`, region.api);

test('add and get of 200 MiB need little memory', async () => {
  const up = await peakOf(async () => {
    const headers = {
      authorization: plaintextHeader(region.keyOf('user') ?? ''),
      'content-type': 'multipart/form-data; boundary=B',
    };
    const sending = request(url('op=add'), { method: 'POST', headers });
    Readable.from(form()).pipe(sending);
    const [response] = await once(sending, 'response');
    response.resume();
    return response.statusCode;
  });
  expect(up.result).toBe(201);
  const down = await peakOf(async () => {
    const [response] = await once(request(url('op=get&filename=a')).end(), 'response');
    let received = 0;
    for await (const piece of response) received += piece.length;
    return received;
  });
  expect(down.result).toBe(SIZE);
  expect(Math.max(up.peak, down.peak)).toBeLessThan(SIZE / 2);
});

/** A file of that size, which is made as it is sent. */
function* form() {
  const part = (head: string) => `--B\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  const piece = randomBytes(65_536);
  yield Buffer.from(`${part('name="filename"')}a\r\n${part('name="file"; filename="file"')}`);
  for (let sent = 0; sent < SIZE; sent += piece.length) yield piece;
  yield Buffer.from('\r\n--B--\r\n');
}

/** What `work` gives, and by how many bytes the buffers of this process, client and server, grew at most meanwhile. */
async function peakOf<Result>(work: () => Promise<Result>): Promise<{ result: Result; peak: number }> {
  const before = process.memoryUsage().arrayBuffers;
  let peak = 0;
  const sampler = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
  }, 5);
  try {
    return { result: await work(), peak };
  } finally {
    clearInterval(sampler);
  }
}
