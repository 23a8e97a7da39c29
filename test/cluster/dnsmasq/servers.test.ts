import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { NtpServers, readAddresses, readHostResolvers } from '../../../src/cluster/dnsmasq/servers.js';
import { useFolder } from '../../support/folder.js';

const folder = useFolder();

test('readHostResolvers passes over the stub of systemd-resolved', async () => {
  const stub = folder.at('stub');
  const real = folder.at('real');
  await writeFile(stub, 'nameserver 127.0.0.53\noptions edns0\n');
  await writeFile(real, '# nameserver 10.0.0.9\nnameserver fd00::1\nnameserver 10.0.0.1\nnameserver 10.0.0.2\n');
  expect(await readHostResolvers([stub, real])).toEqual(['10.0.0.1', '10.0.0.2']);
  expect(await readHostResolvers([stub, folder.at('missing')])).toEqual([]);
});

test('readAddresses reads words with blanks or commas between them', () => {
  expect(readAddresses('10.0.0.1, 10.0.0.2  example.com')).toEqual(['10.0.0.1', '10.0.0.2']);
});

test('NtpServers reports names that have no address', async () => {
  const { addresses, problems } = await new NtpServers().resolveAll('10.0.0.1 10.0.0.1 no-such-name.invalid');
  expect(addresses).toEqual(['10.0.0.1']);
  expect(problems).toEqual([expect.stringContaining('"no-such-name.invalid"')]);
});

test('NtpServers keeps the addresses of a pool while another name fails, and asks for that one again', async () => {
  let answers = 0;
  let isBroken = true;
  const servers = new NtpServers(async (name) => {
    if (name === 'other' && isBroken) throw new Error('SERVFAIL');
    answers += 1;
    return [`10.0.0.${answers}`];
  });
  expect((await servers.resolveAll('pool other')).addresses).toEqual(['10.0.0.1']);
  expect((await servers.resolveAll('pool other')).addresses).toEqual(['10.0.0.1']);
  isBroken = false;
  expect(await servers.resolveAll('pool other')).toEqual({ addresses: ['10.0.0.1', '10.0.0.2'], problems: [] });
  expect((await servers.resolveAll('other')).addresses).toEqual(['10.0.0.2']);
});
