import type { Element } from '@xmldom/xmldom';
import { PowerActionError } from '../driver/errors.js';
import type { UcsSession } from '../drivers/ucsm/session.js';
import { getAttribute, selectElements } from '../io/select-xml.js';
import { createElement, type XmlElement } from '../io/xml.js';

/** UCS Manager sets these itself and refuses a request with them. */
const READ_ONLY = ['access', 'type'];

/**
 * Makes the network the first boot device, in the boot policy of the server's service profile. Other servers can share
 * the policy.
 * @throws PowerActionError when the server has no service profile or its policy has no entry for the network
 */
export async function moveLanBootFirst(session: UcsSession, server: Element): Promise<void> {
  const policy = await findBootPolicy(session, server);
  const answer = await session.call('configResolveChildren', { inDn: policy });
  const entries = selectElements(answer, 'outConfigs/*[@order]');
  const [first] = entries.toSorted((one, other) => getOrder(one) - getOrder(other));
  const lan = entries.find(({ tagName }) => tagName === 'lsbootLan');
  if (!first || !lan) throw new PowerActionError("The server's boot policy has no entry for the network.");
  if (first === lan) return;
  const changed = [withOrderOf(first, lan), withOrderOf(lan, first)];
  const change = createElement('inConfig', {}, createElement('lsbootPolicy', {}, ...changed));
  await session.call('configConfMo', { dn: policy }, change);
}

async function findBootPolicy(session: UcsSession, server: Element): Promise<string> {
  const profile = getAttribute(server, 'assignedToDn');
  if (profile === '') throw new PowerActionError('The server has no service profile.');
  const answer = await session.call('configResolveDn', { dn: profile });
  const [found] = selectElements(answer, 'outConfig/lsServer');
  const policy = found ? getAttribute(found, 'operBootPolicyName') : '';
  if (policy === '') throw new PowerActionError("The server's service profile has no boot policy.");
  return policy;
}

function getOrder(entry: Element): number {
  return Number(getAttribute(entry, 'order'));
}

function withOrderOf(entry: Element, other: Element): XmlElement {
  const kept = [...entry.attributes].map(({ name }) => name).filter((name) => !READ_ONLY.includes(name));
  const attributes = Object.fromEntries(kept.map((name) => [name, getAttribute(entry, name)]));
  return createElement(entry.tagName, { ...attributes, order: getAttribute(other, 'order') });
}
