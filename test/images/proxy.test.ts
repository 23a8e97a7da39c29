import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { afterAll, beforeAll, expect } from 'vitest';
import { setConfig } from '../../src/model/configuration/configuration.js';
import { needsTools } from '../support/tools.js';
import { ImportingCluster } from './cluster.js';
import { listen, Mirror } from './mirror.js';

const test = needsTools('gpg');

let mirror: Mirror;
beforeAll(async () => {
  mirror = await Mirror.start();
  await mirror.publish([{ release: 'trusty', arch: 'amd64', files: { 'boot-kernel': 'kernel' } }]);
});
afterAll(() => mirror[Symbol.asyncDispose]());

test('with http_proxy set everything is fetched through the proxy, with its credentials', async () => {
  const seen: unknown[] = [];
  const proxy = createServer((incoming, outgoing) => {
    seen.push([incoming.url, incoming.headers['proxy-authorization']]);
    // The name of the mirror is known to the proxy only.
    const url = new URL(incoming.url ?? '');
    request(new URL(url.pathname, mirror.url), (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    }).end();
  });
  const address = await listen(proxy);
  await using cluster = await ImportingCluster.make();
  await cluster.source({ url: 'http://mirror.invalid/images/', keyring: mirror.keyring });
  await cluster.database.transaction((tx) => setConfig(tx, 'http_proxy', address.replace('//', '//user:secret@')));
  for (const [name, content] of [...mirror.files]) mirror.files.set(`images/${name}`, content);
  await cluster.import();
  const credentials = `Basic ${Buffer.from('user:secret').toString('base64')}`;
  expect(seen).toEqual([
    ['http://mirror.invalid/images/streams/v1/index.sjson', credentials],
    ['http://mirror.invalid/images/streams/v1/test%3Adownload.sjson', credentials],
    ['http://mirror.invalid/images/trusty/amd64/20140416/generic/boot-kernel', credentials],
  ]);
  proxy.closeAllConnections();
  proxy.close();
  await once(proxy, 'close');
});

test.each(['socks5://user:secret@127.0.0.1:1080', 'ftp://user:secret@127.0.0.1/'])(
  'a proxy such as %s is told not to be possible, without its credentials',
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
