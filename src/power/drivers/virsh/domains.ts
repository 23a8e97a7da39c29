import { PowerActionError, PowerBusyError, PowerSettingsError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { describeToolFailure } from '../../io/run-tool.js';
import { type Libvirt, readVirshOutput, runVirsh } from './run-virsh.js';

/** A domain of libvirt. virsh gets the UUID: a name can also be the id of another domain that is running. */
export interface Domain {
  readonly uuid: string;
  /** May begin or end with blanks. */
  readonly name: string;
}

/** Bytes: enough for 10,000 domains. */
const MAX_LIST = 1_000_000;
const LINE = /^([0-9a-f-]{36}) (.+)$/i;

/** All domains, running or not. @throws PowerError */
export async function listDomains(context: PowerContext, libvirt: Libvirt): Promise<Domain[]> {
  const output = await readVirshOutput(context, libvirt, ['list', '--all', '--uuid', '--name'], MAX_LIST);
  const lines = output.split('\n').map((line) => LINE.exec(line) ?? []);
  return lines.flatMap(([, uuid, name]) => (uuid && name ? [{ uuid, name }] : []));
}

/** The domains that an id can mean: those with the name, apart from blanks around it, and the one with the UUID. */
export function matchDomains(domains: readonly Domain[], id: string): Domain[] {
  const uuid = normalizeUuid(id);
  return domains.filter((domain) => domain.name.trim() === id.trim() || normalizeUuid(domain.uuid) === uuid);
}

/** libvirt accepts UUIDs in capitals and without dashes. */
function normalizeUuid(text: string): string {
  return text.trim().replaceAll('-', '').toLowerCase();
}

/**
 * Finds a domain by its name or UUID.
 * @throws PowerActionError when no domain matches
 * @throws PowerSettingsError when the id is ambiguous
 */
export async function findDomain(context: PowerContext, libvirt: Libvirt, id: string): Promise<Domain> {
  const [domain, ...others] = matchDomains(await listDomains(context, libvirt), id);
  if (!domain) throw new PowerActionError(`libvirt has no such domain: ${id}`);
  if (others.length > 0) {
    const all = [domain, ...others].map(({ name, uuid }) => `'${name}' (${uuid})`);
    throw new PowerSettingsError(
      `The power ID is ambiguous, it can mean ${all.join(' or ')}. Use a name or UUID that only one of them has.`,
    );
  }
  return domain;
}

/** virsh's name of a domain's state, such as `running` or `shut off`. @throws PowerError */
export async function readDomainState(context: PowerContext, libvirt: Libvirt, { uuid }: Domain): Promise<string> {
  return (await readVirshOutput(context, libvirt, ['domstate', `--domain=${uuid}`])).trim();
}

/** Powers a domain off, without a shutdown. @throws PowerError */
export async function destroyDomain(context: PowerContext, libvirt: Libvirt, { uuid }: Domain): Promise<void> {
  const result = await runVirsh(context, libvirt, ['destroy', `--domain=${uuid}`]);
  if (!/^Domain .* destroyed$/m.test(result.stdout)) throw toRefusal(`virsh: ${describeToolFailure(result)}`);
}

/** Asks the operating system of a domain that runs to shut down. @throws PowerError */
export async function shutDownDomain(context: PowerContext, libvirt: Libvirt, { uuid }: Domain): Promise<void> {
  const result = await runVirsh(context, libvirt, ['shutdown', `--domain=${uuid}`]);
  if (result.exitCode !== 0) throw toRefusal(`virsh: ${describeToolFailure(result)}`);
}

/** States that end by themselves. */
const TRANSIENT_STATES = ['in shutdown', 'dying'];
/** The reasons of libvirt that pass: another job on the domain, and a process that is about to end. */
const PASSING = /cannot acquire state change lock|Device or resource busy/;

function toRefusal(message: string, passes = false): PowerActionError {
  return passes || PASSING.test(message) ? new PowerBusyError(message) : new PowerActionError(message);
}

/**
 * Boots a domain. A managed save image, which virsh would resume otherwise, is discarded.
 * @param state its state before
 * @throws PowerBusyError while it is shutting down
 */
export async function startDomain(
  context: PowerContext,
  libvirt: Libvirt,
  { uuid }: Domain,
  state: string,
): Promise<void> {
  const result = await runVirsh(context, libvirt, ['start', '--force-boot', `--domain=${uuid}`]);
  if (/^Domain .* started$/m.test(result.stdout)) return;
  const message = `The domain was ${state} and cannot be started: virsh: ${describeToolFailure(result)}`;
  throw toRefusal(message, TRANSIENT_STATES.includes(state));
}
