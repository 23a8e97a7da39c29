import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { runPowerQuery } from '../../../src/power/actions/run-driver.js';
import type { PowerEnvironment } from '../../../src/power/driver/environment.js';
import {
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
  PowerToolError,
} from '../../../src/power/driver/errors.js';
import { freePort } from '../../support/free-port.js';
import { qemuDomain } from '../../support/libvirt.js';
import { Sshd } from '../../support/sshd.js';
import { needsTools } from '../../support/tools.js';
import { environmentWith } from '../support.js';
import { changeDomain, queryDomain, sharedLibvirtd, virshNode } from './virsh-support.js';

const withVirsh = needsTools('virsh', 'libvirtd');
const withSsh = needsTools('virsh', 'libvirtd', 'sshd', 'nc');
const libvirtd = sharedLibvirtd(async (own) => own.define(own.sessionUri, 'far', qemuDomain('far')));

withVirsh('change by a libvirt that does not answer fails as a connection error', async () => {
  const changed = changeDomain(`test+tcp://127.0.0.1:${await freePort()}/default`, 'test', 'on');
  await expect(changed).rejects.toThrow(PowerConnError);
});

test('change without virsh names the package to install', async () => {
  const changed = changeDomain('qemu:///system', 'one', 'on', { toolPath: '/nowhere' });
  await expect(changed).rejects.toThrow(PowerToolError);
  await expect(changed).rejects.toThrow('libvirt-clients');
});

/** Unique, so that files of other tests are not taken for those of this one. */
const PASSPHRASE = `open s'es"ame ${randomUUID()}`;

/** The passwords in the files that drivers leave behind. */
async function passwordsLeft(): Promise<string[]> {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith('maas-region-'));
  const files = folders.map((name) => path.join(tmpdir(), name, 'password'));
  return Promise.all(files.map(async (file) => (await readFile(file, 'utf8').catch(() => '')).trim()));
}

describe('over ssh', () => {
  const uriOf = (sshd: Sshd, key: 'key' | 'stranger' = 'key') =>
    `qemu+ssh://${sshd.login}/session?socket=${libvirtd().socket}&keyfile=${sshd.file(key)}`;

  const query = (uri: string, passphrase: string, environment: Partial<PowerEnvironment>) =>
    runPowerQuery(virshNode(uri, 'far', passphrase), environmentWith(environment), 30_000);

  withSsh('query with a key and a known host returns the state', async () => {
    await using sshd = await Sshd.start();
    const environment = { sshKnownHosts: sshd.file('known_hosts') };
    expect(await queryDomain(uriOf(sshd), 'far', environment)).toBe('off');
    await expect(queryDomain(uriOf(sshd), 'nosuch', environment)).rejects.toThrow('no such domain');
  });

  withSsh('query with a passphrase sends it without a terminal and leaves nothing of it', async () => {
    await using sshd = await Sshd.start(PASSPHRASE);
    const environment = { sshKnownHosts: sshd.file('known_hosts') };
    expect(await query(uriOf(sshd), PASSPHRASE, environment)).toBe('off');
    await expect(query(uriOf(sshd), 'open', environment)).rejects.toThrow(PowerAuthError);
    await expect(query(uriOf(sshd), '', environment)).rejects.toThrow(PowerAuthError);
    expect(await passwordsLeft()).not.toContain(PASSPHRASE);
  });

  withSsh('change with a wrong key fails as an authentication error', async () => {
    await using sshd = await Sshd.start();
    const changed = changeDomain(uriOf(sshd, 'stranger'), 'far', 'on', { sshKnownHosts: sshd.file('known_hosts') });
    await expect(changed).rejects.toThrow(PowerAuthError);
  });

  withSsh.each(['no key', 'another key'])('change on a host with %s in the known hosts fails', async (what) => {
    await using sshd = await Sshd.start();
    const sshKnownHosts = what === 'no key' ? '/dev/null' : sshd.file('other_hosts');
    const changed = changeDomain(uriOf(sshd), 'far', 'off', { sshKnownHosts });
    await expect(changed).rejects.toThrow(PowerSettingsError);
    await expect(changed).rejects.toThrow('POWER_SSH_KNOWN_HOSTS');
  });

  withSsh('query with no_verify accepts an unknown host', async () => {
    await using sshd = await Sshd.start();
    const uri = `${uriOf(sshd)}&no_verify=1`;
    expect(await queryDomain(uri, 'far', { sshKnownHosts: '/dev/null' })).toBe('off');
  });

  withSsh('change on a host that does not answer fails as a connection error', async () => {
    const uri = `qemu+ssh://nobody@127.0.0.1:${await freePort()}/system`;
    await expect(changeDomain(uri, 'far', 'on')).rejects.toThrow(PowerConnError);
  });
});

test.each([
  ['another scheme', 'http://host/'],
  ['a program', 'qemu+ext:///system?command=/tmp/x'],
  ['a program for ssh', 'qemu+ssh://host/system?command=/tmp/x'],
  ['a program on the other side', 'qemu+ssh://host/system?netcat=/tmp/x'],
  ['another SSH, with known hosts of its own', 'qemu+libssh://host/system?known_hosts=/tmp/x'],
  ['known hosts of its own', 'qemu+ssh://host/system?known_hosts=/tmp/x'],
  ['a parameter in capitals', 'qemu+ssh://host/system?Command=/tmp/x'],
  ['a password', 'qemu+ssh://user:pass@host/system'],
  ['an option for a user', 'qemu+ssh://-oProxyCommand=x@host/system'],
  ['an option for a host', 'qemu+ssh://-oProxyCommand=x/system'],
  ['a file for the test driver', 'test:///etc/passwd'],
  ['shell syntax', 'qemu+ssh://host/system?socket=/x$(id)'],
  ['an escape', 'qemu+ssh://host/system?socket=%2Fx'],
  ['a fragment', 'qemu:///system#x'],
  ['an option', '--version'],
  ['no URI', 'localhost'],
  ['nothing', ''],
])('change by an address with %s is refused', async (_, address) => {
  await expect(changeDomain(address, 'one', 'on')).rejects.toThrow(PowerSettingsError);
});

test('change of a domain that looks like an option is refused', async () => {
  await expect(changeDomain('qemu:///system', '--all', 'on')).rejects.toThrow(PowerSettingsError);
});
