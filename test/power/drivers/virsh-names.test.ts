import { expect, test } from 'vitest';
import { PowerActionError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { domainUuid, testDomain, virsh } from '../../support/libvirt.js';
import { programs } from '../../support/programs.js';
import { needsTools } from '../../support/tools.js';
import { changeDomain, domainState, queryDomain, sharedLibvirtd } from './virsh-support.js';

const withLibvirt = needsTools('virsh', 'libvirtd');
const libvirtd = sharedLibvirtd();

/** Defines a domain that is shut off. @returns its UUID */
async function define(name: string): Promise<string> {
  const { testUri: uri } = libvirtd();
  await libvirtd().define(uri, name, testDomain(name, []));
  return domainUuid(uri, name);
}

withLibvirt('change of a domain named like the id of a running one leaves that one alone', async () => {
  const { testUri: uri } = libvirtd();
  // libvirt's test driver has a domain `test`, which runs with the id 1.
  const named = await define('1');
  expect(await virsh(uri, 'domname', '1')).toBe('test');
  await changeDomain(uri, '1', 'on');
  expect([await domainState(uri, named), await domainState(uri, 'test')]).toEqual(['running', 'running']);
  expect(await queryDomain(uri, '1')).toBe('on');
  await changeDomain(uri, '1', 'off');
  expect([await domainState(uri, named), await domainState(uri, 'test')]).toEqual(['shut off', 'running']);
});

withLibvirt.each([
  ['plain', (uuid: string) => uuid],
  ['capitals', (uuid: string) => uuid.toUpperCase()],
  ['dashless', (uuid: string) => uuid.replaceAll('-', '')],
])('change of a domain by its UUID, written %s, powers it', async (name, write) => {
  const { testUri: uri } = libvirtd();
  const uuid = await define(name);
  await changeDomain(uri, write(uuid), 'on');
  expect(await domainState(uri, uuid)).toBe('running');
});

withLibvirt('change of a domain with blanks in and around its name powers it', async () => {
  const { testUri: uri } = libvirtd();
  const uuid = await define('  rack 3  left ');
  await changeDomain(uri, 'rack 3  left', 'on');
  expect(await domainState(uri, uuid)).toBe('running');
});

withLibvirt('change of a name that is the UUID of another domain is refused, and names both', async () => {
  const { testUri: uri } = libvirtd();
  const uuid = await define('original');
  const impostor = await define(uuid);
  const changed = changeDomain(uri, uuid, 'on');
  await expect(changed).rejects.toThrow(PowerSettingsError);
  await expect(changed).rejects.toThrow('ambiguous');
  await expect(changed).rejects.toThrow(`'original' (${uuid})`);
  await expect(changed).rejects.toThrow(impostor);
  expect([await domainState(uri, uuid), await domainState(uri, impostor)]).toEqual(['shut off', 'shut off']);
});

withLibvirt('change of a name that two domains have apart from blanks is refused', async () => {
  const { testUri: uri } = libvirtd();
  const [first, second] = [await define('twin'), await define('twin ')];
  await expect(changeDomain(uri, 'twin', 'on')).rejects.toThrow('ambiguous');
  await changeDomain(uri, second, 'on');
  expect([await domainState(uri, first), await domainState(uri, second)]).toEqual(['shut off', 'running']);
});

withLibvirt.each(['nosuch', '99', '00000000-0000-0000-0000-000000000000'])(
  'change of %s, which no domain is called, fails',
  async (id) => {
    const changed = changeDomain(libvirtd().testUri, id, 'on');
    await expect(changed).rejects.toThrow(PowerActionError);
    await expect(changed).rejects.toThrow(`libvirt has no such domain: ${id}`);
  },
);

test('query of one of 3,000 domains returns its state', async () => {
  const list = `seq 1000 3999 | sed 's/.*/00000000-0000-0000-0000-00000000& a-machine-with-a-rather-long-name-&/'`;
  await using tools = await programs({
    virsh: `case "$*" in *list*) ${list} ;; *--domain=00000000-0000-0000-0000-000000003999) echo running ;; esac`,
  });
  const id = 'a-machine-with-a-rather-long-name-3999';
  expect(await queryDomain('qemu:///system', id, { toolPath: tools.toolPath })).toBe('on');
});
