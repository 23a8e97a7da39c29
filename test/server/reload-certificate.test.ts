import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/folder.js';
import { memoryLog } from '../support/log.js';
import { type CertificatePair, makeCertificate } from '../support/openssl.js';
import { type Region, startRegion } from '../support/region.js';

const folder = temporaryFolder();

/** Puts a pair into a new version of a folder, and makes a link point to it, as Kubernetes does with secrets. */
function publish(version: string, pair: CertificatePair): void {
  const content = path.join(folder, version);
  mkdirSync(content);
  writeFileSync(path.join(content, 'tls.crt'), readFileSync(pair.cert));
  writeFileSync(path.join(content, 'tls.key'), readFileSync(pair.key));
  symlinkSync(version, path.join(folder, '..next'));
  renameSync(path.join(folder, '..next'), path.join(folder, '..data'));
}

/** The subject of the certificate that a new connection gets. */
async function subjectOf(region: Region): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: Number(region.api.port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

test('a certificate that is replaced by rename serves new connections, old ones go on, and a broken pair changes nothing', async () => {
  const [one, two] = [makeCertificate(folder, 'one'), makeCertificate(folder, 'two')];
  publish('v1', one);
  const files = { TLS_CERT: path.join(folder, '..data/tls.crt'), TLS_KEY: path.join(folder, '..data/tls.key') };
  const { log, lines } = memoryLog();
  await using region = await startRegion({ env: files, log });
  expect(await subjectOf(region)).toBe('one');

  const agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false });
  const call = async () => {
    const [response] = await once(get(new URL('/MAAS/livez', region.api), { agent }), 'response');
    const port = response.socket.localPort;
    return { body: await text(response), port };
  };
  const before = await call();

  publish('v2', { cert: two.cert, key: one.key });
  await eventually(() => expect(lines.join('')).toContain('is not the key of the certificate'));
  expect(await subjectOf(region)).toBe('one');

  publish('v3', two);
  await eventually(async () => expect(await subjectOf(region)).toBe('two'));
  expect(await call()).toEqual(before);
  agent.destroy();

  expect(lines.filter((line) => line.includes('is not the key'))).toHaveLength(1);
  expect(lines.join('')).not.toContain('PRIVATE KEY');
  for (const { key } of [one, two]) {
    expect(lines.join('')).not.toContain(readFileSync(key, 'utf8').split('\n')[1]);
  }
});
