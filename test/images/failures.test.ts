import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import { HttpCounterpart } from '../support/http-counterpart.js';
import { needsTools } from '../support/tools.js';
import { ImportingCluster } from './cluster.js';
import { INDEX, type Item, Mirror, PRODUCTS, type Product, Signer, sendFile, sha256 } from './mirror.js';

const test = needsTools('gpg');

const KERNEL = 'trusty/amd64/20140416/generic/boot-kernel';
const INITRD = 'trusty/amd64/20140416/generic/boot-initrd';
const CONTENT = 'a kernel of some length'.repeat(100_000);
const TRUSTY: readonly Product[] = [
  { release: 'trusty', arch: 'amd64', files: { 'boot-kernel': CONTENT, 'boot-initrd': 'initrd' } },
];
const OLD: readonly Product[] = [
  { release: 'trusty', arch: 'amd64', files: { 'boot-kernel': 'old kernel', 'boot-initrd': 'old initrd' } },
];

const OTHER: readonly Product[] = [{ release: 'trusty', arch: 'amd64', files: { 'boot-kernel': 'another kernel' } }];

let stranger: Signer;
let mirror: Mirror;
let cluster: ImportingCluster;
beforeAll(async () => {
  stranger = await Signer.make();
  mirror = await Mirror.start();
  cluster = await ImportingCluster.make();
});
afterAll(async () => {
  await cluster[Symbol.asyncDispose]();
  await mirror[Symbol.asyncDispose]();
  await stranger[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await mirror.publish(OLD);
  await cluster.source(mirror);
  await cluster.import();
  await rm(path.join(cluster.imagesDir, '.partial'), { recursive: true });
  await mirror.publish(TRUSTY);
});

/** Imports in vain: the cluster keeps what it has, and a download record tells why. */
async function failing(subject: string, message: RegExp): Promise<void> {
  const before = [await cluster.tree(), await cluster.images()];
  await expect(cluster.import()).rejects.toThrow(message);
  expect([await cluster.tree(), await cluster.images()]).toEqual(before);
  const rows = await cluster.database.prisma.download.findMany({ where: { filename: subject } });
  expect(rows.map(({ error }) => error)).toEqual([expect.stringMatching(message)]);
}

const importsNew = async () => {
  await cluster.import();
  expect(await cluster.tree()).toHaveProperty(['ubuntu/amd64/generic/trusty/release/boot-kernel'], CONTENT);
};

describe('metadata', () => {
  test.each([INDEX, PRODUCTS])('%s that was tampered with is refused', async (name) => {
    mirror.files.set(name, Buffer.from(String(mirror.files.get(name)).replace('products:1.0', 'products:1.0 ')));
    await failing(mirror.url, /^The signature of .* is not valid/);
    expect(mirror.downloads()).toEqual([]);
  });

  test('text around what is signed does not count', async () => {
    const forged = String(mirror.files.get(PRODUCTS)).replace(/^/, '{"format": "products:1.0", "products": {}}\n');
    mirror.files.set(PRODUCTS, Buffer.from(forged));
    await importsNew();
  });

  test('that another key signed is refused', async () => {
    await cluster.source({ url: mirror.url, keyring: stranger.keyring });
    await failing(mirror.url, /^The signature of .* is not valid/);
  });

  test('that is not signed is refused, also when only the products are not', async () => {
    await mirror.put(INDEX.replace('.sjson', '.json'), {
      format: 'index:1.0',
      index: { test: { format: 'products:1.0', path: PRODUCTS } },
    });
    const unsigned = mirror.files.get(INDEX.replace('.sjson', '.json')) ?? Buffer.of();
    mirror.files.set(INDEX, unsigned);
    await failing(mirror.url, /^The signature of .* is not valid/);
    await mirror.put(INDEX, {
      format: 'index:1.0',
      index: { test: { format: 'products:1.0', path: PRODUCTS.replace('.sjson', '.json') } },
    });
    await failing(mirror.url, /^The signature of .* is not valid/);
  });

  test('that is not signed is taken from a source that names it', async () => {
    await cluster.source({ url: `${mirror.url}streams/v1/index.json`, keyringFilename: '/nowhere.gpg' });
    await importsNew();
  });

  test('is verified where an index that is not signed names signed products', async () => {
    const index = { format: 'index:1.0', index: { test: { format: 'products:1.0', path: PRODUCTS } } };
    await mirror.put(INDEX.replace('.sjson', '.json'), index);
    const url = `${mirror.url}streams/v1/index.json`;
    await cluster.source({ url, keyring: stranger.keyring });
    await failing(url, /^The signature of .* is not valid/);
  });

  test.each([
    ['no JSON', 'no JSON', /is no JSON/],
    ['another document', '{"format": "index:2.0"}', /is no Simplestreams file: format/],
  ])('that is %s is refused', async (_what, text, message) => {
    mirror.files.set(INDEX, Buffer.from(await mirror.signer.sign(text)));
    await failing(mirror.url, message);
  });

  test('that is not there is told with its status', async () => {
    mirror.files.delete(INDEX);
    await failing(mirror.url, /streams\/v1\/index\.sjson was answered with status 404/);
  });
});

describe('keyrings', () => {
  test('are read from files too, armored or not', async () => {
    const file = path.join(cluster.imagesDir, 'keyring.gpg');
    await writeFile(file, mirror.keyring);
    await cluster.source({ url: mirror.url, keyringFilename: file });
    await importsNew();
  });

  test.each([
    ['/nowhere/keyring.gpg', /^The keyring \/nowhere\/keyring\.gpg cannot be read on the region controller \(ENOENT\)/],
    ['/dev/zero', /is no keyring/],
    [import.meta.filename, /holds no OpenPGP public key/],
  ])('such as %s that are none are told', async (keyringFilename, message) => {
    await cluster.source({ url: mirror.url, keyringFilename });
    await failing(mirror.url, message);
  });
});

describe('a file', () => {
  const bad = (change: (item: Item) => Item) => mirror.publish(TRUSTY, change);

  test('with another hash than its mirror says is refused, and not kept', async () => {
    await bad((item) => (item.path === KERNEL ? { ...item, sha256: sha256(Buffer.from('other')) } : item));
    await failing(KERNEL, /has another SHA-256 than its mirror says/);
    expect((await cluster.stored()).partial).not.toContain(sha256(Buffer.from('other')));
  });

  test('that is longer than its mirror says is refused', async () => {
    await bad((item) => (item.path === KERNEL ? { ...item, size: item.size - 1 } : item));
    await failing(KERNEL, /is longer than its mirror says/);
  });

  test('that is not there is told with its status', async () => {
    mirror.files.delete(KERNEL);
    await failing(KERNEL, /boot-kernel was answered with status 404/);
  });

  test('that breaks off is fetched on from where it broke off', async () => {
    mirror.odd.set(KERNEL, breakingOff(1));
    await importsNew();
    expect(mirror.downloads().filter((name) => name.startsWith(KERNEL))).toEqual([
      KERNEL,
      expect.stringMatching(RESUMED),
    ]);
  });

  test('that breaks off again and again is given up, and fetched on by the next import', async () => {
    mirror.odd.set(
      KERNEL,
      (_request, response) => void response.writeHead(200, LENGTH).write(PART, () => response.destroy()),
    );
    await failing(KERNEL, /boot-kernel cannot be fetched/);
    mirror.odd.clear();
    mirror.requests.length = 0;
    await importsNew();
    expect(mirror.downloads()).toContainEqual(expect.stringMatching(RESUMED));
  });

  test('that ends too soon in good order is not taken for whole', async () => {
    mirror.odd.set(KERNEL, (_request, response) => void response.end(PART));
    await failing(KERNEL, /ended after 1500000 of 2300000 bytes/);
  });

  test('of which something else is there already is fetched anew', async () => {
    const hash = sha256(Buffer.from(CONTENT));
    await mkdir(path.join(cluster.imagesDir, '.partial'));
    await writeFile(path.join(cluster.imagesDir, '.partial', hash), 'something else');
    await importsNew();
  });

  test('whose server does not give the rest of it is fetched anew', async () => {
    await mirror.publish(OTHER);
    await mkdir(path.join(cluster.imagesDir, '.partial'));
    await writeFile(path.join(cluster.imagesDir, '.partial', sha256(Buffer.from('another kernel'))), 'another');
    mirror.odd.set(KERNEL, ({ headers }, response) => {
      if (headers.range) response.writeHead(416).end();
      else response.end('another kernel');
    });
    await cluster.import();
    expect(Object.values(await cluster.tree())).toEqual(['another kernel']);
  });

  test('from a server that stalls is given up', async () => {
    mirror.odd.set(KERNEL, (_request, response) => void response.writeHead(200, LENGTH).write(PART));
    await expect(cluster.import({ transport: { silenceMs: 300 } })).rejects.toThrow(/the server was silent for 0\.3 s/);
  });

  test('from a server that does not begin to answer is given up', async () => {
    mirror.odd.set(KERNEL, () => {});
    await expect(cluster.import({ transport: { silenceMs: 300 } })).rejects.toThrow(/the server was silent for 0\.3 s/);
  });

  test('is fetched from where its server redirects to, a bounded number of times', async () => {
    const to =
      (name: string): RequestListener =>
      (_request, response) =>
        void response.writeHead(302, { location: `${mirror.url}${name}` }).end();
    mirror.odd.set(KERNEL, to('elsewhere'));
    mirror.files.set('elsewhere', Buffer.from(CONTENT));
    await importsNew();
    await mirror.publish(OTHER);
    for (let hop = 0; hop < 20; hop += 1) mirror.odd.set(hop === 0 ? KERNEL : `hop-${hop}`, to(`hop-${hop + 1}`));
    await expect(cluster.import()).rejects.toThrow(/answered with status 302/);
    mirror.odd.set(KERNEL, to(KERNEL));
    await expect(cluster.import()).rejects.toThrow(/is redirected in a loop/);
    expect(mirror.downloads().length).toBeLessThan(20);
  });

  test('is not fetched from where its server redirects to by another protocol', async () => {
    mirror.odd.set(KERNEL, (_request, response) => {
      response.writeHead(302, { location: 'ftp://mirror.example.com/kernel' }).end();
    });
    await failing(KERNEL, /is redirected to something other than an http or https URL/);
  });

  test('is fetched with the credentials of the URL from its own server only', async () => {
    const seen: unknown[] = [];
    await using other = await HttpCounterpart.start(({ headers }) => {
      seen.push(headers.authorization);
      return { body: CONTENT };
    });
    mirror.odd.set(KERNEL, ({ headers }, response) => {
      seen.push(headers.authorization);
      response.writeHead(307, { location: other.origin }).end();
    });
    await cluster.source({ url: mirror.url.replace('//', '//user:secret@'), keyring: mirror.keyring });
    await importsNew();
    expect(seen).toEqual([`Basic ${Buffer.from('user:secret').toString('base64')}`, undefined]);
  });

  test.each([
    ['path', '../../etc/passwd'],
    ['path', '/etc/passwd'],
    ['path', 'trusty/../../x'],
    ['path', 'http://other.example.com/x'],
    ['path', 'trusty\\..\\x'],
    ['ftype', '../boot-kernel'],
    ['ftype', '.hidden'],
    ['release', '..'],
    ['arch', 'amd64/../..'],
    ['label', ''],
    ['subarches', 'generic,../x'],
    ['sha256', '../../../etc/passwd'],
    ['size', -1],
    ['size', 1e15],
  ])('whose %s is %j is refused before anything is fetched', async (name, value) => {
    await bad((item) => ({ ...item, [name]: value }));
    await failing(mirror.url, new RegExp(`^The mirror's product files cannot be used: .*${name}`));
    expect(mirror.downloads()).toEqual([]);
  });
});

describe('an index', () => {
  test.each(['../other.sjson', '/etc/passwd', 'http://other.example.com/x.sjson'])(
    'that names the file %s is refused',
    async (path) => {
      await mirror.put(INDEX, { format: 'index:1.0', index: { test: { path } } });
      await failing(mirror.url, /^The mirror's index cannot be used/);
    },
  );
});

test('what the region itself cannot do is recorded too', async () => {
  await writeFile(path.join(cluster.imagesDir, '.partial'), 'a file where a folder should be');
  await expect(cluster.import()).rejects.toThrow(/EEXIST/);
  expect(await cluster.records()).toContainEqual(['import', null, null, expect.stringContaining('has a problem')]);
  await rm(path.join(cluster.imagesDir, '.partial'));
});

describe('a source', () => {
  test('with an ftp address is told not to be possible', async () => {
    await cluster.source({ url: 'ftp://user:secret@mirror.example.com/images/', keyring: mirror.keyring });
    await failing('ftp://mirror.example.com/images/', /^Images cannot be imported by ftp .* use an http or https/);
    expect(JSON.stringify(await cluster.records().then((rows) => rows.map(String)))).not.toContain('secret');
  });

  test('that nobody serves is told', async () => {
    await cluster.source({ url: 'http://127.0.0.1:9/', keyring: mirror.keyring });
    await failing('http://127.0.0.1:9/', /^http:\/\/127\.0\.0\.1:9\/.* cannot be fetched: .*ECONNREFUSED/);
  });

  test('gets the credentials of its address, which nobody is told', async () => {
    const seen: unknown[] = [];
    mirror.odd.set(INDEX, ({ headers }, response) => {
      seen.push(headers.authorization);
      response.writeHead(403).end();
    });
    await cluster.source({ url: mirror.url.replace('//', '//user:secret@'), keyring: mirror.keyring });
    await failing(mirror.url, /^http:\/\/127\.0\.0\.1:\d+\/streams\/v1\/index\.sjson was answered with status 403/);
    expect(seen).toEqual([`Basic ${Buffer.from('user:secret').toString('base64')}`]);
  });

  test('that selects nothing changes nothing', async () => {
    await cluster.source({ url: mirror.url, keyring: mirror.keyring, selections: [{ release: '' }] });
    await failing('import', /^The boot sources offer nothing that is selected/);
  });

  test('is needed', async () => {
    await cluster.database.prisma.bootSource.deleteMany();
    await failing('import', /^The cluster has no boot sources/);
  });

  test('that fails has the whole import fail, so that its images do not go', async () => {
    await cluster.addSource({ url: 'http://127.0.0.1:9/', keyring: mirror.keyring });
    await failing('http://127.0.0.1:9/', /ECONNREFUSED/);
  });
});

test('failures are forgotten once an import has succeeded', async () => {
  mirror.files.delete(KERNEL);
  await expect(cluster.import()).rejects.toThrow();
  await mirror.publish(TRUSTY);
  await importsNew();
  const rows = await cluster.database.prisma.download.findMany({ where: { filename: { in: [KERNEL, INITRD] } } });
  expect(rows.filter(({ error }) => error !== '')).toEqual([]);
});

const RESUMED = /boot-kernel bytes=[1-9]\d{4,}-$/;
const PART = CONTENT.slice(0, 1_500_000);
const LENGTH = { 'content-length': CONTENT.length };

/** Answers in part only so many times, then as it should. */
function breakingOff(times: number): RequestListener {
  let left = times;
  return (request, response) => {
    if (left === 0) return sendFile(response, Buffer.from(CONTENT), request.headers.range);
    left -= 1;
    response.writeHead(200, LENGTH).write(PART, () => response.destroy());
  };
}
