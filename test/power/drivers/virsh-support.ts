import { afterAll, beforeAll } from 'vitest';
import { configureDriver, runPowerCommand, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import type { PowerCommand } from '../../../src/power/driver/driver.js';
import type { PowerEnvironment } from '../../../src/power/driver/environment.js';
import { Libvirtd, virsh } from '../../support/libvirt.js';
import { missing } from '../../support/tool-packages.js';
import { environmentWith } from '../support.js';

/** A domain as a node's power parameters name it. */
export function virshNode(power_address: string, power_id: string, power_pass = '') {
  const powerParameters = { power_address, power_id, power_pass };
  return configureDriver({ systemId: 'node-1', powerType: 'virsh', powerParameters, macAddress: undefined });
}

export const changeDomain = (
  uri: string,
  id: string,
  change: PowerCommand,
  environment: Partial<PowerEnvironment> = {},
) => runPowerCommand(virshNode(uri, id), change, environmentWith(environment));

export const queryDomain = (uri: string, id: string, environment: Partial<PowerEnvironment> = {}) =>
  runPowerQuery(virshNode(uri, id), environmentWith(environment), 30_000);

export const domainState = (uri: string, domain: string) => virsh(uri, 'domstate', domain);

/** Starts a libvirtd for the tests of a file. @returns a function that returns it */
export function sharedLibvirtd(prepare: (libvirtd: Libvirtd) => Promise<void> = async () => {}): () => Libvirtd {
  let libvirtd: Libvirtd | undefined;
  beforeAll(async () => {
    if (!process.env.CI && ['virsh', 'libvirtd'].some((name) => missing.has(name))) return;
    libvirtd = await Libvirtd.start();
    await prepare(libvirtd);
  });
  afterAll(() => libvirtd?.[Symbol.asyncDispose]());
  return () => {
    if (!libvirtd) throw new Error('libvirtd is not installed');
    return libvirtd;
  };
}
