import { PowerActionError } from '../driver/errors.js';
import type { UcsSession } from '../drivers/ucsm/session.js';
import { createElement, findElements, getAttribute, type XmlElement } from '../io/xml.js';

/** UCS Manager sets these itself and refuses a request with them. */
const READ_ONLY = ['access', 'type'];

/**
 * Makes the network the first boot device, in the boot policy of the server's service profile. Other servers can share
 * the policy.
 * @throws PowerActionError when the server has no service profile or its policy has no entry for the network
 */
export async function moveLanBootFirst(session: UcsSession, server: XmlElement): Promise<void> {
  const policy = await findBootPolicy(session, server);
  const answer = await session.call('configResolveChildren', { inDn: policy });
  const entries = findElements(answer, 'outConfigs', '*').filter(({ attributes }) => 'order' in attributes);
  const [first] = entries.toSorted((one, other) => getOrder(one) - getOrder(other));
  const lan = entries.find(({ name }) => name === 'lsbootLan');
  if (!first || !lan) throw new PowerActionError("The server's boot policy has no entry for the network.");
  if (first === lan) return;
  const changed = [withOrderOf(first, lan), withOrderOf(lan, first)];
  const change = createElement('inConfig', {}, createElement('lsbootPolicy', {}, ...changed));
  await session.call('configConfMo', { dn: policy }, change);
}

async function findBootPolicy(session: UcsSession, server: XmlElement): Promise<string> {
  const profile = getAttribute(server, 'assignedToDn');
  if (profile === '') throw new PowerActionError('The server has no service profile.');
  const answer = await session.call('configResolveDn', { dn: profile });
  const [found] = findElements(answer, 'outConfig', 'lsServer');
  const policy = found ? getAttribute(found, 'operBootPolicyName') : '';
  if (policy === '') throw new PowerActionError("The server's service profile has no boot policy.");
  return policy;
}

function getOrder(entry: XmlElement): number {
  return Number(getAttribute(entry, 'order'));
}

function withOrderOf({ name, attributes }: XmlElement, other: XmlElement): XmlElement {
  const kept = Object.entries(attributes).filter(([key]) => !READ_ONLY.includes(key));
  return createElement(name, { ...Object.fromEntries(kept), order: getAttribute(other, 'order') });
}
