import { mkdir, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { expect } from 'vitest';
import { HttpCounterpart } from '../support/http-counterpart.js';
import { needsTools } from '../support/tools.js';
import { CONTENT, ImportSite, KERNEL, NEW, OTHER } from './import-site.js';
import { type Item, sendFile, sha256 } from './mirror.js';

const RESUMED = /boot-kernel bytes=[1-9]\d{4,}-$/;
const PART = CONTENT.slice(0, 1_500_000);
const LENGTH = { 'content-length': CONTENT.length };

const test = needsTools('gpg');
const site = new ImportSite();

const publishBad = (change: (item: Item) => Item) => site.mirror.publish(NEW, change);

test('download of a file with another hash than the mirror says is refused, and keeps nothing', async () => {
  await publishBad((item) => (item.path === KERNEL ? { ...item, sha256: sha256(Buffer.from('other')) } : item));
  await site.expectFailure(KERNEL, /has another SHA-256 than its mirror says/);
  expect((await site.cluster.stored()).partial).not.toContain(sha256(Buffer.from('other')));
});

test('download of a file that is longer than the mirror says is refused', async () => {
  await publishBad((item) => (item.path === KERNEL ? { ...item, size: item.size - 1 } : item));
  await site.expectFailure(KERNEL, /is longer than its mirror says/);
});

test('download of a missing file is refused with the status of the mirror', async () => {
  site.mirror.files.delete(KERNEL);
  await site.expectFailure(KERNEL, /boot-kernel was answered with status 404/);
});

test('download that breaks off continues where it broke off', async () => {
  site.mirror.odd.set(KERNEL, breakingOff(1));
  await site.expectNew();
  expect(site.mirror.downloads().filter((name) => name.startsWith(KERNEL))).toEqual([
    KERNEL,
    expect.stringMatching(RESUMED),
  ]);
});

test('download that breaks off many times is given up, and the next import continues it', async () => {
  site.mirror.odd.set(
    KERNEL,
    (_request, response) => void response.writeHead(200, LENGTH).write(PART, () => response.destroy()),
  );
  await site.expectFailure(KERNEL, /boot-kernel cannot be fetched/);
  site.mirror.odd.clear();
  site.mirror.requests.length = 0;
  await site.expectNew();
  expect(site.mirror.downloads()).toContainEqual(expect.stringMatching(RESUMED));
});

test('download that ends too soon without an error is refused', async () => {
  site.mirror.odd.set(KERNEL, (_request, response) => void response.end(PART));
  await site.expectFailure(KERNEL, /ended after 1500000 of 2300000 bytes/);
});

test('download of a file of which there is a wrong part begins again', async () => {
  const hash = sha256(Buffer.from(CONTENT));
  await mkdir(path.join(site.cluster.imagesDir, '.partial'));
  await writeFile(path.join(site.cluster.imagesDir, '.partial', hash), 'something else');
  await site.expectNew();
});

test('download from a server without ranges begins again', async () => {
  await site.mirror.publish(OTHER);
  await mkdir(path.join(site.cluster.imagesDir, '.partial'));
  await writeFile(path.join(site.cluster.imagesDir, '.partial', sha256(Buffer.from('another kernel'))), 'another');
  site.mirror.odd.set(KERNEL, ({ headers }, response) => {
    if (headers.range) response.writeHead(416).end();
    else response.end('another kernel');
  });
  await site.cluster.import();
  expect(Object.values(await site.cluster.tree())).toEqual(['initrd', 'another kernel']);
});

test('download from a server that stalls is given up', async () => {
  site.mirror.odd.set(KERNEL, (_request, response) => void response.writeHead(200, LENGTH).write(PART));
  await expect(site.cluster.import({ transport: { silenceMs: 300 } })).rejects.toThrow(
    /the server was silent for 0\.3 s/,
  );
});

test('download from a server that never answers is given up', async () => {
  site.mirror.odd.set(KERNEL, () => {});
  await expect(site.cluster.import({ transport: { silenceMs: 300 } })).rejects.toThrow(
    /the server was silent for 0\.3 s/,
  );
});

test('download follows redirects, a limited number of times', async () => {
  const to =
    (name: string): RequestListener =>
    (_request, response) =>
      void response.writeHead(302, { location: `${site.mirror.url}${name}` }).end();
  site.mirror.odd.set(KERNEL, to('elsewhere'));
  site.mirror.files.set('elsewhere', Buffer.from(CONTENT));
  await site.expectNew();
  await site.mirror.publish(OTHER);
  for (let hop = 0; hop < 20; hop += 1) site.mirror.odd.set(hop === 0 ? KERNEL : `hop-${hop}`, to(`hop-${hop + 1}`));
  await expect(site.cluster.import()).rejects.toThrow(/answered with status 302/);
  site.mirror.odd.set(KERNEL, to(KERNEL));
  await expect(site.cluster.import()).rejects.toThrow(/is redirected in a loop/);
  expect(site.mirror.downloads().length).toBeLessThan(20);
});

test('download that is redirected to another protocol is refused', async () => {
  site.mirror.odd.set(KERNEL, (_request, response) => {
    response.writeHead(302, { location: 'ftp://mirror.example.com/kernel' }).end();
  });
  await site.expectFailure(KERNEL, /is redirected to something other than an http or https URL/);
});

test('download sends the credentials of the URL to its own server only', async () => {
  const seen: unknown[] = [];
  await using other = await HttpCounterpart.start(({ headers }) => {
    seen.push(headers.authorization);
    return { body: CONTENT };
  });
  site.mirror.odd.set(KERNEL, ({ headers }, response) => {
    seen.push(headers.authorization);
    response.writeHead(307, { location: other.origin }).end();
  });
  await site.cluster.source({ url: site.mirror.url.replace('//', '//user:secret@'), keyring: site.mirror.keyring });
  await site.expectNew();
  expect(seen).toEqual([`Basic ${Buffer.from('user:secret').toString('base64')}`, undefined]);
});

/** Answers in part only so many times, then as it should. */
function breakingOff(times: number): RequestListener {
  let left = times;
  return (request, response) => {
    if (left === 0) return sendFile(response, Buffer.from(CONTENT), request.headers.range);
    left -= 1;
    response.writeHead(200, LENGTH).write(PART, () => response.destroy());
  };
}
