import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { FIRST_SCRIPT } from '../../../src/cluster/boot/scripts.js';
import { makeConfig } from '../../cluster/dnsmasq/config.js';
import { eventually } from '../../support/eventually.js';
import { MachineNetwork, needsMachineNetwork, SERVER_IP } from '../../support/machine-network.js';
import { endProgram } from '../../support/processes.js';
import { BIN } from '../server.js';

const test = needsMachineNetwork();
const isPossible = process.env.CI || process.getuid?.() === 0;
let network: MachineNetwork;
let dataDir: string;
beforeAll(async () => {
  if (!isPossible) return;
  network = await MachineNetwork.make();
  dataDir = path.join(network.folder, 'doctor');
  await mkdir(path.join(dataDir, 'cluster'), { recursive: true });
  const identity = JSON.stringify({ uuid: 'u', secret: 'ab'.repeat(32) });
  await writeFile(path.join(dataDir, 'cluster/identity.json'), identity, { mode: 0o600 });
  await writeFile(path.join(dataDir, 'cluster/config.json'), JSON.stringify(makeConfig()));
});
afterAll(() => network?.[Symbol.asyncDispose]());

type Program = ReturnType<MachineNetwork['startBeside']>;
const running: Program[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await endProgram(program);
});

/** @returns what doctor on the cluster's host says about `title` */
async function examine(title: string): Promise<string | undefined> {
  const program = network.startBeside([BIN, 'doctor'], { MAAS_DATA_DIR: dataDir, DATABASE_URL: '' });
  let output = '';
  program.stdout.on('data', (chunk) => (output += chunk));
  await once(program, 'close');
  return new RegExp(`^(?:ok|WRONG) +Cluster ${title} .*$`, 'm').exec(output)?.[0].replace(/ +/g, ' ');
}

/** Runs a script of Node on the cluster's host, until the test ends. */
async function startScript(script: string): Promise<void> {
  const program = network.startBeside([process.execPath, '-e', script]);
  running.push(program);
  await once(program.stdout, 'data');
}

test('doctor names the ports that other programs use', async () => {
  await startScript(`
    require('node:http').createServer((_, response) => response.end('another')).listen(5248, () => {
      require('node:dgram').createSocket('udp4').bind(69, '${SERVER_IP}', () => console.log('ready'));
    });`);
  const used = `TCP 0.0.0.0:5248, UDP ${SERVER_IP}:69`;
  expect(await examine('ports')).toBe(`WRONG Cluster ports used by another program (see \`ss -tulpn\`): ${used}`);
});

test('doctor knows the running cluster by its first script', async () => {
  const script = JSON.stringify(FIRST_SCRIPT);
  await startScript(
    `require('node:http').createServer((_, response) => response.end(${script})).listen(5248, () => console.log('ready'))`,
  );
  expect(await examine('ports')).toBe('ok Cluster ports used by the running cluster');
});

test('doctor finds free ports, and another DHCP server', async () => {
  running.push(await network.startForeignServer('10.20.0.2'));
  await eventually(async () =>
    expect(await examine('DHCP')).toBe('WRONG Cluster DHCP another DHCP server: 10.20.0.2 answers on srv0'),
  );
  expect(await examine('ports')).toMatch(
    new RegExp(`^ok Cluster ports free: TCP 0.0.0.0:5248, UDP 0.0.0.0:67, .*TCP ${SERVER_IP}:53$`),
  );
});

test('doctor says of an interface without a carrier that it is not probed', async () => {
  await network.setCable('down');
  expect(await examine('DHCP')).toMatch(/^ok Cluster DHCP srv0 is not probed: it has no carrier/);
});
