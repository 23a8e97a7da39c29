import type { Element } from '@xmldom/xmldom';
import type { ChangePower, PowerChange, PowerType, QueryPower } from '../driver/driver.js';
import { PowerActionError, PowerSettingsError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { definePowerSetting, powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { parseHttpUrl } from '../io/address.js';
import { getAttribute, selectElements } from '../io/select-xml.js';
import { createElement } from '../io/xml.js';
import { type UcsAccount, type UcsSession, withUcsSession } from './ucsm/session.js';

const uuid = definePowerSetting({ name: 'uuid', label: 'Server UUID' });
const settings = {
  uuid,
  url: { ...powerAddress, label: 'URL for XML API', check: parseHttpUrl },
  username: { ...powerUser, label: 'API user' },
  password: { ...powerPass, label: 'API password' },
} as const;

/** @throws PowerSettingsError */
function readUcsAccount(machine: Machine): UcsAccount {
  for (const { name, label } of [settings.uuid, settings.url, settings.username]) {
    if (machine.get(name) === '') throw new PowerSettingsError(`Not set: ${label}.`);
  }
  return {
    url: machine.get(settings.url.name),
    username: machine.get(settings.username.name),
    password: machine.get(settings.password.name),
  };
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

function createChange(change: PowerChange): ChangePower {
  return (machine) =>
    withUcsSession(machine, readUcsAccount(machine), async (session) => {
      const power = await findPowerControl(session, machine.get(settings.uuid.name));
      const dn = getAttribute(power, 'dn');
      const state = chooseCommand(change, getAttribute(power, 'state'));
      const command = createElement('inConfig', {}, createElement('lsPower', { state, dn }));
      await session.call('configConfMo', { dn }, command);
    });
}

/** A server that is on is restarted, so that it boots from the network. */
function chooseCommand(change: PowerChange, state: string): string {
  if (change === 'off') return 'admin-down';
  return state === 'up' ? 'cycle-immediate' : 'admin-up';
}

const query: QueryPower = (machine) =>
  withUcsSession(machine, readUcsAccount(machine), async (session) => {
    const state = getAttribute(await findPowerControl(session, machine.get(settings.uuid.name)), 'state');
    if (/^(admin-)?up$/.test(state)) return 'on';
    return /^(admin-)?down$/.test(state) ? 'off' : 'unknown';
  });

export const ucsm: PowerType = {
  name: 'ucsm',
  description: 'Cisco UCS Manager',
  settings: Object.values(settings),
  required: [],
  driver: { on: createChange('on'), off: createChange('off'), query, tools: [] },
};
