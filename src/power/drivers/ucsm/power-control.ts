import type { Element } from '@xmldom/xmldom';
import type { MachineState, PowerChange } from '../../driver/driver.js';
import { PowerActionError } from '../../driver/errors.js';
import type { PowerContext } from '../../driver/machine.js';
import { getAttribute, selectElements } from '../../io/select-xml.js';
import { createElement } from '../../io/xml.js';
import { type UcsAccount, type UcsSession, withUcsSession } from './session.js';

/** A server, and the account of its UCS Manager. */
export interface UcsServer extends UcsAccount {
  readonly uuid: string;
}

/** @throws PowerError */
export function changePower(context: PowerContext, server: UcsServer, change: PowerChange): Promise<void> {
  return withUcsSession(context, server, async (session) => {
    const power = await findPowerControl(session, server.uuid);
    const dn = getAttribute(power, 'dn');
    const state = chooseCommand(change, getAttribute(power, 'state'));
    const command = createElement('inConfig', {}, createElement('lsPower', { state, dn }));
    await session.call('configConfMo', { dn }, command);
  });
}

/** @throws PowerError */
export function queryPower(context: PowerContext, server: UcsServer): Promise<MachineState> {
  return withUcsSession(context, server, async (session) => {
    const state = getAttribute(await findPowerControl(session, server.uuid), 'state');
    if (/^(admin-)?up$/.test(state)) return 'on';
    return /^(admin-)?down$/.test(state) ? 'off' : 'unknown';
  });
}

/** The `lsPower` element of a server: its power control is in the service profile that is assigned to it. */
async function findPowerControl(session: UcsSession, uuid: string): Promise<Element> {
  const equal = createElement('eq', { class: 'computeItem', property: 'uuid', value: uuid });
  const filter = createElement('inFilter', {}, equal);
  const servers = selectElements(
    await session.call('configResolveClass', { classId: 'computeItem' }, filter),
    'outConfigs/*',
  );
  const [server] = servers;
  if (!server || servers.length > 1) {
    throw new PowerActionError(`UCS Manager has ${servers.length} servers with the UUID.`);
  }
  const profile = getAttribute(server, 'assignedToDn');
  if (profile === '') throw new PowerActionError('The server has no service profile.');
  const answer = await session.call('configResolveChildren', { inDn: profile, classId: 'lsPower' });
  const [power] = selectElements(answer, 'outConfigs/lsPower');
  if (!power) throw new PowerActionError("The server's service profile has no power control.");
  return power;
}

/** A server that is on is restarted, so that it boots from the network. */
function chooseCommand(change: PowerChange, state: string): string {
  if (change === 'off') return 'admin-down';
  return state === 'up' ? 'cycle-immediate' : 'admin-up';
}
