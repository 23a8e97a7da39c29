import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainListenError } from '../../../src/cli/serve/check-port.js';
import { freshDatabase, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/free-port.js';
import { endProgram } from '../../support/processes.js';
import { BIN, maas, ROOT, startServer } from '../server.js';

const folder = mkdtempSync(path.join(tmpdir(), 'maas-start-'));
let fresh: TestDatabase;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  fresh = await freshDatabase(1);
}, 120_000);

afterAll(async () => {
  await fresh[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const env = () => ({ DATABASE_URL: fresh.url, MAAS_DATA_DIR: folder, LOG_LEVEL: 'info', WORKERS: '1' });

describe('serve that may not listen', () => {
  const dataDir = path.join(folder, 'untouched');

  async function expectRefusal(settings: NodeJS.ProcessEnv, message: string): Promise<void> {
    const started = maas({ DATABASE_URL: '', MAAS_DATA_DIR: dataDir, WORKERS: '1', ...settings }, 'serve');
    await expect(started).rejects.toMatchObject({ code: 1, stderr: `maas-region: ${message}\n` });
    expect(existsSync(dataDir)).toBe(false);
  }

  test.each(['1', '2'])('on a port in use with %s workers names the port and creates nothing', async (WORKERS) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const message = `Port ${port} of 127.0.0.1 is in use. Stop the program that uses it, or set PORT to another port.`;
    await expectRefusal({ PORT: String(port), WORKERS }, message);
    other.close();
  });

  test('on a foreign address names the address and creates nothing', async () => {
    const message = '192.0.2.1 is not an address of this machine. Set HOST to one, or to 0.0.0.0 for all.';
    await expectRefusal({ HOST: '192.0.2.1', PORT: '0' }, message);
  });

  test('on a foreign second address names the address and creates nothing', async () => {
    const message = '192.0.2.1 is not an address of this machine. Set ALSO_LISTEN to one.';
    await expectRefusal({ ALSO_LISTEN: '192.0.2.1', PORT: '0', WORKERS: '2' }, message);
  });

  test('on a name without an address names it and creates nothing', async () => {
    const started = maas({ DATABASE_URL: '', MAAS_DATA_DIR: dataDir, HOST: 'nowhere.invalid' }, 'serve');
    await expect(started).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('name nowhere.invalid') });
    expect(existsSync(dataDir)).toBe(false);
  });

  test('on a second address that is taken after the check ends, with two workers', async () => {
    const port = await freePort();
    const taken = createServer();
    // The first connection to the database comes after the check, and before the workers.
    const database = new URL(fresh.url);
    const relay = createServer(async (client) => {
      if (!taken.listening) await once(taken.listen(port, '127.0.0.2'), 'listening').catch(() => {});
      const server = connect(Number(database.port), database.hostname);
      client.on('error', () => server.destroy()).pipe(server);
      server.on('error', () => client.destroy()).pipe(client);
    });
    await once(relay.listen(0, '127.0.0.1'), 'listening');
    const address = relay.address();
    const DATABASE_URL = Object.assign(new URL(database), {
      host: `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    }).href;
    const settings = { ...env(), DATABASE_URL, PORT: String(port), ALSO_LISTEN: '127.0.0.2', WORKERS: '2' };
    await expect(maas(settings, 'serve')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`Port ${port} of 127.0.0.2 is in use.`),
    });
    taken.close();
    relay.close();
  });

  test('on a privileged port advises another port or a proxy', () => {
    const denied = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    expect(explainListenError(denied, { setting: 'HOST', host: '::', port: 80 })).toMatchObject({
      message: 'This account may not listen on port 80. Set PORT to 1024 or above, or let a proxy listen on 80.',
    });
  });
});

describe('serve with a mistyped setting', () => {
  const WARNING = 'WORKRES is not a setting and has no effect. Did you mean WORKERS?';
  const mistyped = () => ({ ...env(), WORKRES: '2', NO_COLOR: '1' });

  test('logs JSON on a pipe, and warns after the address', async () => {
    const server = await startServer(mistyped(), ['sh', '-c', `exec "${BIN}" serve 2>&1`]);
    await eventually(() => expect(server.output).toContain(WARNING));
    await server.end('SIGTERM');
    expect(server.output.indexOf(WARNING)).toBeGreaterThan(server.output.indexOf('The region serves'));
    const line = server.output.split('\n').find((text) => text.includes(WARNING)) ?? '';
    expect(JSON.parse(line)).toMatchObject({ level: 40, msg: WARNING });
  });

  test('logs readable lines on a terminal, and warns after the address', async () => {
    const server = await startServer(mistyped(), ['script', '-qefc', `"${BIN}" serve`, '/dev/null']);
    await eventually(() => expect(server.output).toContain(WARNING));
    await server.end('SIGTERM');
    expect(server.output).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: serving \{"host":"127\.0\.0\.1","port":\d+\}\r$/m);
    expect(server.output).toMatch(/^\[\d\d:\d\d:\d\d\] WARN: WORKRES is not a setting[^\n]*\r$/m);
    expect(server.output.indexOf(WARNING)).toBeGreaterThan(server.output.indexOf('The region serves'));
  });
});

test.each(['1', '2'])('serve with closed outputs and %s workers goes on', async (WORKERS) => {
  const port = await freePort();
  const settings = { ...process.env, ...env(), LOG_LEVEL: 'trace', WORKERS, PORT: String(port) };
  const child = spawn(BIN, ['serve'], { cwd: ROOT, env: settings, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  child.stderr.destroy();
  const request = async () => (await fetch(`http://127.0.0.1:${port}/MAAS/readyz`)).status;
  await eventually(async () => expect(await request()).toBe(200));
  // Each of these writes a line to the log.
  for (let count = 0; count < 6; count += 1) expect(await request()).toBe(200);
  await endProgram(child);
  expect(child.exitCode).toBe(0);
});
