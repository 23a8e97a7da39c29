import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readAddresses, readHostResolvers, resolveNtpServers } from '../../../src/cluster/dnsmasq/servers.js';
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

test('resolveNtpServers reports names that have no address', async () => {
  const { addresses, problems } = await resolveNtpServers('10.0.0.1 10.0.0.1 no-such-name.invalid');
  expect(addresses).toEqual(['10.0.0.1']);
  expect(problems).toEqual([expect.stringContaining('"no-such-name.invalid"')]);
});
