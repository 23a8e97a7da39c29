import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Child } from './support/child.js';
import { exchange } from './support/exchange.js';
import { median, table, takeTurns, verdict } from './support/figures.js';
import type { Site } from './support/site.js';

const BYTES = 100 * 1_000_000;
const ROUNDS = 5;
const WARM_UP = 1;
const MOST = 2;
const BOUNDARY = 'bench';
const HEAD = ['100 MB', 'ms', 'floor ms', 'ratio', 'aim', 'met', 'peak MB', 'floor'];

/**
 * Uploads and downloads a file of 100 MB. The floor is plain HTTP to and from a file. The floor does not write an upload
 * to PostgreSQL and its WAL.
 */
export async function files(site: Site): Promise<string> {
  await using region = await site.region(await site.database('files', 0));
  await using floor = new Child(new URL('./floors/files.js', import.meta.url), {
    args: [site.file('plain')],
    log: site.log,
  });
  const floorUrl = new URL(await floor.ask(z.string(), 'url'));
  const content = randomBytes(BYTES);
  const form = formOf(content);
  const type = `multipart/form-data; boundary=${BOUNDARY}`;

  const ways = [
    () => exchange(floorUrl, { method: 'POST', headers: {}, body: content }),
    () =>
      exchange(new URL('files/?op=add', region.api), {
        method: 'POST',
        headers: { authorization: site.signer.header(), 'content-type': type },
        body: form,
      }),
    () => exchange(floorUrl, { method: 'GET', headers: {} }),
    () => exchange(new URL('files/?op=get&filename=bench', region.api), { method: 'GET', headers: {} }),
  ];
  await takeTurns(WARM_UP, ways);
  await Promise.all([region.watch(), floor.watch()]);
  const times = (await takeTurns(ROUNDS, ways)).map((rounds) => median(rounds.map(({ ms }) => ms)));
  const usage = await Promise.all([region.usage(), floor.usage()]);

  const peaks = usage.map(({ peakBytes }) => (peakBytes / 1e6).toFixed(0));
  const row = (name: string, floorMs = 0, ms = 0) => [
    name,
    ms.toFixed(0),
    floorMs.toFixed(0),
    ...verdict(ms / floorMs, { most: MOST }),
    ...peaks,
  ];
  return table(HEAD, [row('up', times[0], times[1]), row('down', times[2], times[3])]);
}

/** Returns a form with the file, as Juju sends it. */
function formOf(content: Buffer): Buffer {
  const part = (head: string) => `--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
  return Buffer.concat([
    Buffer.from(part('name="file"; filename="file"')),
    content,
    Buffer.from(`\r\n${part('name="filename"')}bench\r\n--${BOUNDARY}--\r\n`),
  ]);
}
