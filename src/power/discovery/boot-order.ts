import { PowerActionError } from '../driver/errors.js';
import type { UcsSession } from '../drivers/ucsm/session.js';
import { attribute, descend, type Element, element } from '../io/xml.js';

/** UCS Manager sets these itself, and refuses to be told. */
const READ_ONLY = ['access', 'type'];

/**
 * Has a server boot from the network first, by the boot policy of its service profile; other servers may share that.
 * @throws PowerActionError when it has no service profile, or its policy no entry for the network
 */
export async function lanBootsFirst(session: UcsSession, server: Element): Promise<void> {
  const policy = await policyOf(session, server);
  const answer = await session.call('configResolveChildren', { inDn: policy });
  const entries = descend(answer, 'outConfigs', '*').filter(({ attributes }) => 'order' in attributes);
  const [first] = entries.toSorted((one, other) => orderOf(one) - orderOf(other));
  const lan = entries.find(({ name }) => name === 'lsbootLan');
  if (!first || !lan) throw new PowerActionError("The server's boot policy has no entry for the network.");
  if (first === lan) return;
  const changed = [withOrderOf(first, lan), withOrderOf(lan, first)];
  const change = element('inConfig', {}, element('lsbootPolicy', {}, ...changed));
  await session.call('configConfMo', { dn: policy }, change);
}

async function policyOf(session: UcsSession, server: Element): Promise<string> {
  const profile = attribute(server, 'assignedToDn');
  if (profile === '') throw new PowerActionError('The server has no service profile.');
  const answer = await session.call('configResolveDn', { dn: profile });
  const [found] = descend(answer, 'outConfig', 'lsServer');
  const policy = found ? attribute(found, 'operBootPolicyName') : '';
  if (policy === '') throw new PowerActionError("The server's service profile has no boot policy.");
  return policy;
}

function orderOf(entry: Element): number {
  return Number(attribute(entry, 'order'));
}

function withOrderOf({ name, attributes }: Element, other: Element): Element {
  const kept = Object.entries(attributes).filter(([key]) => !READ_ONLY.includes(key));
  return element(name, { ...Object.fromEntries(kept), order: attribute(other, 'order') });
}
