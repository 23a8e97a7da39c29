import { afterAll, beforeAll, expect } from 'vitest';
import { setConfig } from '../../src/model/configuration/configuration.js';
import { readSettings } from '../../src/settings.js';
import { startProxy } from '../support/proxy.js';
import { needsTools } from '../support/tools.js';
import { ImportingCluster } from './cluster.js';
import { Mirror } from './mirror.js';

const test = needsTools('gpg');

let mirror: Mirror;
beforeAll(async () => {
  mirror = await Mirror.start();
  await mirror.publish([{ release: 'trusty', arch: 'amd64', files: { squashfs: 'root' } }]);
});
afterAll(() => mirror[Symbol.asyncDispose]());

/** A cluster whose source is the mirror under a name that only the proxy knows, and the proxy's address. */
async function behindProxy(proxy: string): Promise<ImportingCluster> {
  const cluster = await ImportingCluster.make();
  await cluster.source({ url: 'http://mirror.invalid/', keyring: mirror.keyring });
  await cluster.database.transaction((tx) => setConfig(tx, 'http_proxy', proxy));
  return cluster;
}

test('import with http_proxy fetches everything through the proxy, with its credentials', async () => {
  await using proxy = await startProxy({ upstream: new URL(mirror.url) });
  await using cluster = await behindProxy(proxy.url.href.replace('//', '//user:secret@'));
  await cluster.import();
  const credentials = `Basic ${Buffer.from('user:secret').toString('base64')}`;
  expect(proxy.seen).toEqual([
    ['GET', 'http://mirror.invalid/streams/v1/index.sjson', credentials],
    ['GET', 'http://mirror.invalid/streams/v1/test%3Adownload.sjson', credentials],
    ['GET', 'http://mirror.invalid/trusty/amd64/20140416/generic/squashfs', credentials],
  ]);
});

test('import from a host in NO_PROXY fetches without the proxy', async () => {
  await using proxy = await startProxy({ upstream: new URL(mirror.url) });
  await using cluster = await behindProxy(proxy.url.href);
  await expect(cluster.import({ noProxy: ['.invalid'] })).rejects.toThrow('mirror.invalid');
  await cluster.source(mirror);
  await cluster.import({ noProxy: ['127.0.0.0/8'] });
  expect(proxy.seen).toEqual([]);
});

test('import from a mirror on this machine fetches without the proxy', async () => {
  await using proxy = await startProxy({ upstream: new URL(mirror.url) });
  await using cluster = await behindProxy(proxy.url.href);
  await cluster.source(mirror);
  await cluster.import();
  expect(proxy.seen).toEqual([]);
});

test('NO_PROXY is a list of words', () => {
  expect(readSettings({ NO_PROXY: 'a.example,10.0.0.0/8, .b.example' }).noProxy).toEqual([
    'a.example',
    '10.0.0.0/8',
    '.b.example',
  ]);
  expect(readSettings({}).noProxy).toEqual([]);
});

test('import from an https mirror tunnels through the proxy', async () => {
  await using proxy = await startProxy({ upstream: new URL(mirror.url), refuse: 403 });
  await using cluster = await behindProxy(proxy.url.href);
  await cluster.source({ url: 'https://mirror.invalid/', keyring: mirror.keyring });
  await expect(cluster.import()).rejects.toThrow('the proxy refuses the connection (status 403)');
  expect(new Set(proxy.seen)).toContainEqual(['CONNECT', 'mirror.invalid:443', undefined]);
});

test.each(['socks5://user:secret@127.0.0.1:1080', 'ftp://user:secret@127.0.0.1/'])(
  'import through the proxy %s is refused, without its credentials',
  async (proxy) => {
    await using cluster = await ImportingCluster.make();
    await cluster.source(mirror);
    const value = proxy;
    await cluster.database.prisma.config.create({ data: { name: 'http_proxy', value } });
    const message = `The proxy ${proxy.replace('user:secret@', '')} cannot be used`;
    await expect(cluster.import()).rejects.toThrow(message);
    expect(await cluster.records()).toEqual([['import', null, null, expect.stringContaining(message)]]);
  },
);
