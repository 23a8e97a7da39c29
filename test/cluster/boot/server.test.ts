import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { useFolder } from '../../support/folder.js';
import { freePort } from '../../support/free-port.js';
import {
  answering,
  imageOf,
  ipxeIn,
  PXE_CONFIG,
  StandInRegion,
  startTestServer,
  type TestBootServer,
  TestFile,
} from './stand-in.js';

const MACHINE = '/script?mac=52-54-00-aa-00-01&arch=amd64';
const folder = useFolder();
let region: StandInRegion;
let server: TestBootServer;

const getText = async (path: string) => {
  const response = await fetch(server.at(path));
  return { status: response.status, text: await response.text() };
};

beforeAll(async () => {
  region = await StandInRegion.start();
  server = await startTestServer(region.url, folder.path, { ipxeFolder: await ipxeIn(folder.at('ipxe')) });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await region[Symbol.asyncDispose]();
});
beforeEach(() => {
  region.pxeconfig = answering(200, PXE_CONFIG);
});

test('the first script asks for the script of the machine', async () => {
  const { status, text } = await getText(server.scriptPath);
  expect(status).toBe(200);
  expect(text).toContain('chain --replace /script?mac=\u0024{netX/mac:hexhyp}&arch=\u0024{arch} ||');
});

test('script asks the region with MAC address, architecture, addresses and cluster', async () => {
  let asked = new URLSearchParams();
  region.pxeconfig = (request, response) => {
    asked = new URL(request.url ?? '', 'http://region').searchParams;
    answering(200, { ...PXE_CONFIG, purpose: 'local' })(request, response);
  };
  const { text } = await getText('/script?mac=52:54:00:AA:00:01&arch=amd64');
  expect(text).toContain('sanboot');
  expect(Object.fromEntries(asked)).toEqual({
    mac: '52-54-00-aa-00-01',
    arch: 'amd64',
    local: '127.0.0.1',
    remote: '127.0.0.1',
    cluster_uuid: 'a-cluster',
  });
  server.update({ images: [], uuid: 'another-cluster' });
  await getText('/script?mac=52:54:00:AA:00:01&arch=amd64');
  expect(asked.get('cluster_uuid')).toBe('another-cluster');
});

test('script of an image names files at the address by which the machine reaches this host', async () => {
  const files = ['boot-kernel', 'boot-initrd', 'squashfs'].map((name) => new TestFile(name, Buffer.from(name)));
  server.update({ images: [imageOf(files)] });
  expect((await getText(MACHINE)).text).toContain(` root=squash:http://127.0.0.1:${server.port}${files[2]?.path} `);
});

test.each([
  ['204', answering(204, ''), 'The region HOST does not know how this machine boots.'],
  ['409 with a text', answering(409, 'shell\nshell'), 'The region HOST answers with status 409: shell shell'],
  ['500 with a script', answering(500, '#!ipxe\nshell'), 'The region HOST answers with status 500: #!ipxe shell'],
  ['a script instead of JSON', answering(200, '#!ipxe\nshell'), 'The region HOST sends an answer that is not valid.'],
  ['JSON without a purpose', answering(200, {}), 'The region HOST sends an answer that is not valid.'],
  ['a redirection', answering(302, ''), 'The region HOST answers with status 302.'],
])('script after %s from the region shows it, and asks again', async (_name, answer, message) => {
  region.pxeconfig = answer;
  const { status, text } = await getText(MACHINE);
  expect(status).toBe(200);
  expect(text.split('\n').slice(0, 3)).toEqual([
    '#!ipxe',
    `echo ${message.replace('HOST', region.url.host).replace(' #', ' .')}`,
    ':again',
  ]);
});

test('script while the region is away shows it, and boots when the region is back', async () => {
  const port = await freePort();
  await using away = await startTestServer(new URL(`http://127.0.0.1:${port}/MAAS`), folder.at('away'), {
    ipxeFolder: folder.at('ipxe'),
  });
  const ask = async () => (await fetch(away.at(MACHINE))).text();
  expect(await ask()).toContain(`echo The region 127.0.0.1:${port} cannot be asked: the connection was refused`);
  expect(away.logged.join('\n')).toContain('52-54-00-aa-00-01 cannot boot. The region');
  await using back = await StandInRegion.start([], port);
  back.pxeconfig = answering(200, { ...PXE_CONFIG, purpose: 'poweroff' });
  expect(await ask()).toContain('chain /programs/poweroff-bios');
});

test.each(['', '?mac=x&arch=amd64', '?mac=52-54-00-aa-00-01', '?mac=52-54-00-aa-00-01&arch=a%0Ab', '?mac=a&mac=b'])(
  'script with the query %j shows what is missing, without a request to the region',
  async (query) => {
    const before = region.requests.length;
    expect((await getText(`/script${query}`)).text).toContain(
      'echo The boot server has no valid MAC address or architecture',
    );
    expect(region.requests.length).toBe(before);
  },
);

test('programs that power a machine off are served', async () => {
  const bytes = async (path: string) => Buffer.from(await (await fetch(server.at(path))).arrayBuffer());
  expect((await bytes('/programs/poweroff.efi')).subarray(0, 2).toString()).toBe('MZ');
  expect((await bytes('/programs/poweroff-bios')).length).toBeLessThan(1024);
});

test.each([
  '/programs/x',
  '/files/x/boot-kernel',
  `/files/${'0'.repeat(64)}/boot-kernel`,
  '/files/../tftp/snponly.efi',
  '/x',
])('an unknown path is 404: %s', async (path) => {
  expect(await getText(path)).toEqual({ status: 404, text: 'Not Found\n' });
});
