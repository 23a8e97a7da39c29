import { type PowerAction, type PowerChange, type PowerQuery, type PowerType, setting } from '../driver/driver.js';
import { PowerActionError, PowerSettingsError } from '../driver/errors.js';
import type { Machine } from '../driver/machine.js';
import { powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { attribute, descend, type Element, element } from '../io/xml.js';
import { type UcsAccount, UcsSession } from './ucsm/session.js';

const uuid = setting({ name: 'uuid', label: 'Server UUID' });
const settings = {
  uuid,
  url: { ...powerAddress, label: 'URL for XML API' },
  username: { ...powerUser, label: 'API user' },
  password: { ...powerPass, label: 'API password' },
} as const;

/** @throws PowerSettingsError */
function accountOf(machine: Machine): UcsAccount {
  for (const { name, label } of [settings.uuid, settings.url, settings.username]) {
    if (machine.get(name) === '') throw new PowerSettingsError(`Not set: ${label}.`);
  }
  return {
    url: machine.get(settings.url.name),
    username: machine.get(settings.username.name),
    password: machine.get(settings.password.name),
  };
}

/** Where a server is switched: in the service profile that is assigned to it. */
async function powerOf(session: UcsSession, uuid: string): Promise<Element> {
  const filter = element('inFilter', {}, element('eq', { class: 'computeItem', property: 'uuid', value: uuid }));
  const found = descend(
    await session.call('configResolveClass', { classId: 'computeItem' }, filter),
    'outConfigs',
    '*',
  );
  const [server] = found;
  if (!server || found.length > 1) throw new PowerActionError(`UCS Manager has ${found.length} servers with the UUID.`);
  const profile = attribute(server, 'assignedToDn');
  if (profile === '') throw new PowerActionError('The server has no service profile.');
  const answer = await session.call('configResolveChildren', { inDn: profile, classId: 'lsPower' });
  const [power] = descend(answer, 'outConfigs', 'lsPower');
  if (!power) throw new PowerActionError("The server's service profile has no power control.");
  return power;
}

function change(to: PowerChange): PowerAction {
  return (machine) =>
    UcsSession.within(machine, accountOf(machine), async (session) => {
      const power = await powerOf(session, machine.get(settings.uuid.name));
      const dn = attribute(power, 'dn');
      const state = commandFor(to, attribute(power, 'state'));
      await session.call('configConfMo', { dn }, element('inConfig', {}, element('lsPower', { state, dn })));
    });
}

/** A server that is on is restarted, so that it boots from the network. */
function commandFor(change: PowerChange, state: string): string {
  if (change === 'off') return 'admin-down';
  return state === 'up' ? 'cycle-immediate' : 'admin-up';
}

const query: PowerQuery = (machine) =>
  UcsSession.within(machine, accountOf(machine), async (session) => {
    const state = attribute(await powerOf(session, machine.get(settings.uuid.name)), 'state');
    if (/^(admin-)?up$/.test(state)) return 'on';
    return /^(admin-)?down$/.test(state) ? 'off' : 'unknown';
  });

export const ucsm: PowerType = {
  name: 'ucsm',
  description: 'Cisco UCS Manager',
  settings: Object.values(settings),
  required: [],
  driver: { on: change('on'), off: change('off'), query, tools: [] },
};
