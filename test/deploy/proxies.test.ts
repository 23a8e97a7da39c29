import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect } from 'vitest';
import { curl } from '../support/curl.js';
import { eventually } from '../support/eventually.js';
import { makeNode } from '../support/factories/nodes.js';
import { temporaryFolder } from '../support/folder.js';
import { freePort } from '../support/free-port.js';
import { hmacHeader, plaintextHeader } from '../support/oauth.js';
import { makeCertificate } from '../support/openssl.js';
import { endProgram } from '../support/processes.js';
import { useRegion } from '../support/region.js';
import { TOOL_PATH } from '../support/tool-packages.js';
import { needsTools } from '../support/tools.js';

const DEPLOY = path.resolve(import.meta.dirname, '../../deploy');
const MIB = 1_024 * 1_024;

const folder = temporaryFolder();
const { cert, key } = makeCertificate(folder, 'region.example.com');
const region = useRegion({ env: { TRUST_PROXY: '127.0.0.1' } });
const running: ChildProcess[] = [];

afterEach(async () => {
  for (const program of running.splice(0)) await endProgram(program);
});

/** Reads an example, with the addresses of this test. */
const adapt = (file: string, port: number): string =>
  readFileSync(path.join(DEPLOY, file), 'utf8')
    .replaceAll(/127\.0\.0\.1:524[01]/g, region.api.host)
    .replace('443', `${port}`);

/** Each proxy by its example: writes its configuration and returns the command. */
const PROXIES = {
  nginx(port: number): string[] {
    const site = adapt('nginx/maas-region.conf', port)
      .replace('/etc/ssl/certs/region.example.com.pem', cert)
      .replace('/etc/ssl/private/region.example.com.key', key)
      // One address twice would be the same server twice.
      .replace(/(server 127\.0\.0\.1:\d+;\n\s*)server 127\.0\.0\.1:\d+;/, '$1');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => {
      mkdirSync(path.join(folder, name), { recursive: true });
      return `${name}_temp_path ${path.join(folder, name)};`;
    });
    const file = path.join(folder, 'nginx.conf');
    const global = `daemon off; pid ${folder}/nginx.pid; error_log stderr; ${process.getuid?.() === 0 ? 'user root;' : ''}`;
    writeFileSync(file, `${global}\nevents {}\nhttp {\naccess_log off;\n${temporary.join('\n')}\n${site}}\n`);
    return ['nginx', '-c', file, '-p', folder];
  },
  haproxy(port: number): string[] {
    const pem = path.join(folder, 'haproxy.pem');
    writeFileSync(pem, readFileSync(cert, 'utf8') + readFileSync(key, 'utf8'), { mode: 0o600 });
    const file = path.join(folder, 'haproxy.cfg');
    writeFileSync(file, adapt('haproxy/haproxy.cfg', port).replace('/etc/haproxy/region.example.com.pem', pem));
    return ['haproxy', '-db', '-f', file];
  },
} as const;

/** Starts a proxy. @returns the URL of the API behind it, when it answers */
async function start(name: keyof typeof PROXIES): Promise<URL> {
  const port = await freePort();
  const [program = '', ...args] = PROXIES[name](port);
  running.push(
    spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PATH: TOOL_PATH } }),
  );
  const api = new URL(`https://127.0.0.1:${port}/MAAS/api/1.0/`);
  await eventually(async () => expect((await curl(new URL('/MAAS/readyz', api), '--cacert', cert)).status).toBe(200));
  return api;
}

/** Begins a request. `end` sends its last bytes. */
function begin(url: URL, options: RequestOptions) {
  const outgoing = request(url, { ca: readFileSync(cert), agent: false, ...options });
  const answer = once(outgoing, 'response').then(async ([response]) => ({
    status: response.statusCode,
    body: await text(response),
  }));
  return { outgoing, answer };
}

function get(url: URL, authorization: string) {
  const { outgoing, answer } = begin(url, { headers: { authorization } });
  outgoing.end();
  return answer;
}

describe.each(['nginx', 'haproxy'] as const)('%s with its example', (name) => {
  const signedBy = () => region.keyOf('user') ?? '';

  needsTools(
    name,
    'curl',
    'openssl',
  )('passes signatures and long lists of ids', async () => {
    const api = await start(name);
    const { system_id } = await makeNode(region);
    expect((await get(new URL('version/', api), plaintextHeader(signedBy()))).status).toBe(200);
    for (const count of [400, 10_000]) {
      // One URL from one text: URLSearchParams.append would write the whole URL each time.
      const ids = Array.from({ length: count }, (_, id) => `&id=node-${String(id).padStart(36, '0')}`).join('');
      const list = new URL(`nodes/?op=list${ids}&id=${system_id}`, api);
      const { status, body } = await get(list, hmacHeader(signedBy(), 'GET', list));
      expect([status, JSON.parse(body)]).toEqual([200, [expect.objectContaining({ system_id })]]);
    }
    const wrong = hmacHeader(signedBy(), 'GET', new URL('http://other.example.com/MAAS/api/1.0/version/'));
    expect((await get(new URL('version/', api), wrong)).status).toBe(401);
  });

  needsTools(
    name,
    'curl',
    'openssl',
  )('passes the address that the client called, and no forged one', async () => {
    const api = await start(name);
    const forged = ['-H', 'X-Forwarded-Proto: http', '-H', 'X-Forwarded-For: 192.0.2.1'];
    const { status, body } = await curl(new URL('/MAAS/', api), '--cacert', cert, ...forged);
    expect(status).toBe(200);
    expect(body).toContain(`https://${api.host}/MAAS/api/1.0/`);
  });

  needsTools(
    name,
    'curl',
    'openssl',
  )('passes an upload of 32 MiB, and the bytes of one as they come', async () => {
    const api = await start(name);
    const content = randomBytes(32 * MIB);
    writeFileSync(path.join(folder, 'upload'), content);
    const form = ['-F', 'op=add', '-F', `filename=${name}`, '-F', `file=@${path.join(folder, 'upload')}`];
    const authorization = `Authorization: ${plaintextHeader(signedBy())}`;
    const added = await curl(new URL('files/', api), '--cacert', cert, '-H', authorization, ...form);
    expect(added.status).toBe(201);
    const stored = await region.get('user', 'files/', { op: 'get', filename: name });
    expect(stored.bytes.equals(content)).toBe(true);

    // The region refuses a wrong key before it has the body. A proxy that buffers would wait for all of it.
    const headers = {
      authorization: plaintextHeader('a:b:c'),
      'content-length': 400 * MIB,
      'content-type': 'text/plain',
    };
    const { outgoing, answer } = begin(new URL('files/', api), { method: 'POST', headers });
    outgoing.on('error', () => {});
    outgoing.write(randomBytes(1_024));
    expect((await answer).status).toBe(401);
    outgoing.destroy();
  });
});
