import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { discoverDomains } from '../../../src/power/discovery/virsh.js';
import type { PowerEnvironment } from '../../../src/power/driver/environment.js';
import { PowerAuthError, PowerConnError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { freePort } from '../../support/free-port.js';
import { domainUuid, Libvirtd, qemuDomain, testDomain, virsh } from '../../support/libvirt.js';
import { programs } from '../../support/programs.js';
import { Sshd } from '../../support/sshd.js';
import { needsTools } from '../../support/tools.js';
import { all, context } from './support.js';

const withLibvirt = needsTools('virsh', 'libvirtd');
const withSsh = needsTools('virsh', 'libvirtd', 'sshd', 'nc', 'qemu-system-x86_64');

const find = (powerAddress: string, powerPass = '', environment: Partial<PowerEnvironment> = {}) =>
  all(discoverDomains({ model: 'virsh', powerAddress, powerPass }, context(environment)));

withLibvirt('discovery returns domains with all MAC addresses, and powers off running ones only', async () => {
  await using libvirtd = await Libvirtd.start();
  const uri = libvirtd.testUri;
  await libvirtd.define(uri, 'two', testDomain('two', ['52:54:00:00:00:01', '52:54:00:00:00:02']));
  await libvirtd.define(uri, 'paused', testDomain('paused', []));
  await virsh(uri, 'start', 'two');
  await virsh(uri, 'start', 'paused');
  await virsh(uri, 'suspend', 'paused');
  const machine = (name: string, architecture: string, macAddresses: readonly string[]) => ({
    name,
    architecture,
    macAddresses,
    powerType: 'virsh',
    powerParameters: { power_address: uri, power_id: name },
  });
  const found = await find(uri);
  expect(found.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual([
    machine('paused', 'amd64', []),
    // libvirt's test driver brings it along, running.
    machine('test', 'i386', ['aa:bb:cc:dd:ee:ff']),
    machine('two', 'amd64', ['52:54:00:00:00:01', '52:54:00:00:00:02']),
  ]);
  const states = await Promise.all(['paused', 'test', 'two'].map((name) => virsh(uri, 'domstate', name)));
  expect(states).toEqual(['paused', 'shut off', 'shut off']);
});

withSsh('discovery over ssh returns domains with the passphrase, and fails with a wrong one', async () => {
  await using libvirtd = await Libvirtd.start();
  await using sshd = await Sshd.start('sesame');
  await libvirtd.define(libvirtd.sessionUri, 'far', qemuDomain('far'));
  const uri = `qemu+ssh://${sshd.login}/session?socket=${libvirtd.socket}&keyfile=${sshd.file('key')}`;
  const environment = { sshKnownHosts: sshd.file('known_hosts') };
  expect(await find(uri, 'sesame', environment)).toMatchObject([
    { name: 'far', powerParameters: { power_address: uri, power_id: 'far', power_pass: 'sesame' } },
  ]);
  await expect(find(uri, 'wrong', environment)).rejects.toThrow(PowerAuthError);
  await expect(find(uri, 'sesame', { sshKnownHosts: '/dev/null' })).rejects.toThrow(PowerSettingsError);
});

withLibvirt('discovery of a libvirt that does not answer, or by an unsafe address, fails', async () => {
  await expect(find(`qemu+tcp://127.0.0.1:${await freePort()}/system`)).rejects.toThrow(PowerConnError);
  await expect(find('qemu+ext:///system?command=/tmp/x')).rejects.toThrow(PowerSettingsError);
});

withLibvirt('discovery reads MAC addresses on networks whose names have blanks', async () => {
  await using libvirtd = await Libvirtd.start();
  const uri = libvirtd.testUri;
  const network = path.join(libvirtd.folder, 'network.xml');
  await writeFile(network, '<network><name>back office</name></network>');
  await virsh(uri, 'net-define', network);
  await virsh(uri, 'net-start', 'back office');
  const xml = testDomain('office', ['52:54:00:00:00:05']).replace("network='default'", "network='back office'");
  await libvirtd.define(uri, 'office', xml);
  await virsh(uri, 'start', 'office');
  const found = await find(uri);
  expect(found.find(({ name }) => name === 'office')).toMatchObject({ macAddresses: ['52:54:00:00:00:05'] });
});

withLibvirt('discovery identifies domains by UUID where a name does not', async () => {
  await using libvirtd = await Libvirtd.start();
  const uri = libvirtd.testUri;
  for (const name of ['1', 'twin', 'twin ', ' blanks ', 'a\ttab'])
    await libvirtd.define(uri, name, testDomain(name, []));
  const ids = (await find(uri)).map(
    (found) => 'powerParameters' in found && [found.name, found.powerParameters.power_id],
  );
  expect(Object.fromEntries(ids.filter((id) => id !== false))).toEqual({
    1: '1',
    test: 'test',
    ' blanks ': ' blanks ',
    twin: await domainUuid(uri, 'twin'),
    'twin ': await domainUuid(uri, 'twin '),
    'a\ttab': await domainUuid(uri, 'a\ttab'),
  });
  expect(await virsh(uri, 'domstate', 'test')).toBe('shut off');
});

// libvirt cannot be made to have other architectures here, or a domain that is removed during the discovery.
const [POWER, GONE, OTHER] = [1, 2, 3].map((digit) => `0000000${digit}-0000-0000-0000-000000000000`);
const DOMAINS = `case "$*" in
  *list*) printf '${POWER} power\\n${GONE} gone\\n${OTHER} --other\\n' ;;
  *--domain=${GONE}) echo "error: failed to get domain '${GONE}'" >&2; exit 1 ;;
  *dumpxml*${POWER}) echo "<domain><os><type arch='ppc64'>hvm</type></os></domain>" ;;
  *dumpxml*) echo "<domain><os><type arch='constructor'>hvm</type></os></domain>" ;;
  *domstate*) echo 'shut off' ;;
esac`;

test('discovery names a domain that was removed meanwhile, and returns the others with architectures of images', async () => {
  await using tools = await programs({ virsh: DOMAINS });
  expect(await find('qemu:///system', '', { toolPath: tools.toolPath })).toMatchObject([
    { name: 'power', architecture: 'ppc64el', powerParameters: { power_id: 'power' } },
    { name: 'gone', problem: expect.stringContaining('libvirt has no such domain') },
    { name: '--other', architecture: 'constructor', powerParameters: { power_id: OTHER } },
  ]);
});
