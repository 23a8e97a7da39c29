import type { Element } from '@xmldom/xmldom';
import type { Chassis } from '../../jobs/task.js';
import { normalMac } from '../../params/values.js';
import { PowerActionError } from '../driver/errors.js';
import type { PowerContext } from '../driver/machine.js';
import { type Domain, destroyDomain, listDomains, matchDomains, readDomainState } from '../drivers/virsh/domains.js';
import { type Libvirt, readVirshOutput } from '../drivers/virsh/run-virsh.js';
import { parseXml } from '../io/parse-xml.js';
import { getAttribute, selectElements } from '../io/select-xml.js';
import type { DiscoveredMachine, MachineDiscovery, UnusableMachine } from './discovered-machine.js';

type Virsh = Extract<Chassis, { model: 'virsh' }>;

/** The architectures of boot images by libvirt's names. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['i686', 'i386'],
  ['aarch64', 'arm64'],
  ['armv7l', 'armhf'],
  ['ppc64', 'ppc64el'],
  ['ppc64le', 'ppc64el'],
]);

/**
 * Lists the domains of a libvirt daemon, and powers running ones off, so that all are in a known state
 * (docs/contract/power.md 3.4).
 */
export async function* discoverDomains({ powerAddress, powerPass }: Virsh, context: PowerContext): MachineDiscovery {
  const libvirt: Libvirt = { address: powerAddress, password: powerPass };
  const domains = await listDomains(context, libvirt);
  for (const domain of domains) {
    const powerId = choosePowerId(domain, domains);
    yield await catchDomainError(domain, () => readDomain(context, libvirt, domain, powerId));
  }
}

/** The name; the UUID for names that power actions would refuse. */
function choosePowerId({ name, uuid }: Domain, domains: readonly Domain[]): string {
  return /^-|\p{Control}/u.test(name) || matchDomains(domains, name).length > 1 ? uuid : name;
}

/** An error of one domain, for example when it was removed in the meantime, does not affect the others. */
async function catchDomainError(
  { name }: Domain,
  read: () => Promise<DiscoveredMachine>,
): Promise<DiscoveredMachine | UnusableMachine> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PowerActionError)) throw error;
    return { name, problem: error.message };
  }
}

async function readDomain(
  context: PowerContext,
  libvirt: Libvirt,
  domain: Domain,
  powerId: string,
): Promise<DiscoveredMachine> {
  const description = parseXml(await readVirshOutput(context, libvirt, ['dumpxml', `--domain=${domain.uuid}`]));
  if ((await readDomainState(context, libvirt, domain)) === 'running') await destroyDomain(context, libvirt, domain);
  const { address, password } = libvirt;
  return {
    name: domain.name,
    architecture: readArchitecture(description),
    macAddresses: readMacs(description),
    powerType: 'virsh',
    powerParameters: { power_address: address, power_id: powerId, ...(password !== '' && { power_pass: password }) },
  };
}

function readArchitecture(description: Element): string {
  const [type] = selectElements(description, 'os/type');
  const arch = type ? getAttribute(type, 'arch') : '';
  return ARCHITECTURES.get(arch) ?? arch;
}

function readMacs(description: Element): string[] {
  const macs = selectElements(description, 'devices/interface/mac').map((mac) => getAttribute(mac, 'address'));
  return macs.filter((mac) => normalMac(mac) !== undefined);
}
