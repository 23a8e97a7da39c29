import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { programs } from '../../support/programs.js';
import { startRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';

/** The MAC addresses that maas-enlist sends from a machine with these interfaces: address and bus by name. */
async function sentMacs(interfaces: Readonly<Record<string, readonly [string, string?]>>, ...ignored: string[]) {
  await using server = await HttpCounterpart.start(() => ({ body: '{}' }));
  await using tools = await programs({ dpkg: 'echo amd64' });
  const net = path.join(tools.folder, 'net');
  for (const [name, [mac, bus]] of Object.entries(interfaces)) {
    await mkdir(path.join(net, name), { recursive: true });
    await writeFile(path.join(net, name, 'address'), `${mac}\n`);
    if (bus === undefined) continue;
    const device = path.join(tools.folder, 'devices/pci0000:00', bus, name);
    await mkdir(device, { recursive: true });
    await symlink(device, path.join(net, name, 'device'));
  }
  const program = await readFile('src/metadata/preseed/maas-enlist', 'utf8');
  const file = path.join(tools.folder, 'maas-enlist');
  await writeFile(file, program.replace('/sys/class/net', net));
  await promisify(execFile)('python3', [file, server.origin, ...ignored], { env: { PATH: tools.toolPath } });
  return new URLSearchParams(server.heard[0]?.body).getAll('mac_addresses');
}

const withPython = needsTools('python3');
const BOARD = ['02:00:00:00:00:01', '0000:00:1f.6'] as const;
const USB = ['02:ee:00:00:00:01', '0000:00:14.0/usb1/1-3/1-3:1.0'] as const;

withPython('maas-enlist leaves out interfaces on USB where others are there', async () => {
  expect(await sentMacs({ eth0: BOARD, usb0: USB, lo: ['00:00:00:00:00:00'], br0: ['02:00:00:00:00:09'] })).toEqual([
    BOARD[0],
  ]);
});

withPython('maas-enlist sends interfaces on USB where no others are there', async () => {
  expect(await sentMacs({ usb0: USB, br0: ['02:00:00:00:00:09'] })).toEqual([USB[0]]);
});

withPython('maas-enlist leaves out ignored addresses and first bytes', async () => {
  const other = ['02:ef:00:00:00:01', '0000:00:1f.7'] as const;
  expect(await sentMacs({ eth0: BOARD, eth1: other }, '02:ef')).toEqual([BOARD[0]]);
  expect(await sentMacs({ eth0: BOARD, usb0: USB }, BOARD[0])).toEqual([USB[0]]);
});

withPython('user data of enlistment passes ENLIST_IGNORE_MACS to maas-enlist', async () => {
  await using region = await startRegion({ env: { ENLIST_IGNORE_MACS: '02:ef 02:00:00:00:00:01' } });
  const { text } = await region.get(null, '/MAAS/metadata/enlist/latest/user-data');
  expect(text).toMatch(/- "maas-enlist"\n +- ".*"\n +- "02:ef"\n +- "02:00:00:00:00:01"\n/);
});
