import { once } from 'node:events';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findMissingIpxe } from '../../../src/cluster/boot/tftp.js';
import { useFolder } from '../../support/folder.js';
import { ipxeIn, startTestServer } from './stand-in.js';

const REGION = new URL('http://127.0.0.1:9/MAAS');
const folder = useFolder();

test('startBootServer puts the boot loaders, and nothing else, into the TFTP folder', async () => {
  const ipxeFolder = await ipxeIn(folder.at('ipxe'));
  await using server = await startTestServer(REGION, folder.at('full'), { ipxeFolder });
  expect((await readdir(server.tftpRoot)).sort()).toEqual([...new Set(server.bootFiles.values())].sort());
});

test('startBootServer with a boot loader of the administrator serves it for its firmware', async () => {
  const ipxeFolder = await ipxeIn(folder.at('ipxe-2'));
  const loader = folder.at('ipxe-arm64.efi');
  await writeFile(loader, 'a loader for arm64');
  const bootLoaders = new Map([[11, loader]]);
  await using server = await startTestServer(REGION, folder.at('arm64'), { ipxeFolder, bootLoaders });
  expect(server.bootFiles.get(11)).toBe('firmware-11');
  expect(await readFile(`${server.tftpRoot}/firmware-11`, 'utf8')).toBe('a loader for arm64');
});

test('startBootServer without the boot loader that the administrator names is refused with its path', async () => {
  const ipxeFolder = await ipxeIn(folder.at('ipxe-3'));
  const bootLoaders = new Map([[11, '/srv/absent.efi']]);
  await expect(startTestServer(REGION, folder.at('absent'), { ipxeFolder, bootLoaders })).rejects.toThrow(
    'The boot loader /srv/absent.efi cannot be copied',
  );
});

test('startBootServer without iPXE is refused, and says what to install', async () => {
  const ipxeFolder = await ipxeIn(folder.at('half'));
  await rm(`${ipxeFolder}/snponly.efi`);
  const message = `iPXE is not installed (${ipxeFolder}/snponly.efi). Install it: apt-get install ipxe`;
  expect(await findMissingIpxe(ipxeFolder)).toBe(message);
  await expect(startTestServer(REGION, folder.at('none'), { ipxeFolder })).rejects.toThrow(message);
});

test('startBootServer on a port that is taken is refused with the port', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const ipxeFolder = await ipxeIn(folder.at('ipxe'));
  await expect(startTestServer(REGION, folder.at('taken'), { ipxeFolder, port })).rejects.toThrow(
    `Port ${port} of 127.0.0.1 is in use by another program`,
  );
  other.close();
});
