import { type PowerAction, type PowerChange, type PowerType, setting } from '../driver/driver.js';
import { PowerActionError, PowerAuthError, PowerSettingsError } from '../driver/errors.js';
import { powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { readHttpAddress } from '../io/address.js';
import { askHttp } from '../io/http.js';

const outletId = setting({ name: 'system_id', label: 'Outlet ID' });

/** Goes out as it is, so it may hold nothing that means something in a URL. */
const OUTLET = /^[\w.-]{1,64}$/;

/**
 * One request, with the credentials before they are asked for; it is sent whatever the outlet's state (contract/power.md
 * 2.8). PDUs answer with a page, or send the browser on to one of theirs: that is not followed, but says that it is done.
 */
function change(to: PowerChange): PowerAction {
  return async (machine) => {
    const server = readHttpAddress(machine.get('power_address'));
    const outlet = machine.get(outletId.name);
    if (!OUTLET.test(outlet)) throw new PowerSettingsError('The outlet ID may only hold letters, digits, _, . and -.');
    const answer = await askHttp(machine, {
      method: 'GET',
      server,
      path: `${server.pathname}outlet?${outlet}=${to.toUpperCase()}`,
      headers: { authorization: basic(machine.get('power_user'), machine.get('power_pass')) },
    });
    const { status, location } = answer;
    if (status === 401 || status === 403) throw new PowerAuthError('The PDU refuses the credentials.');
    const done = status >= 300 && status < 400 ? isPageOf(server, location) : status >= 200 && status < 300;
    if (!done) throw new PowerActionError(`The PDU answers with HTTP status ${status}.`);
  };
}

/** HTTP Basic authentication (RFC 7617), in which a colon ends the user's name. @throws PowerSettingsError */
function basic(user: string, password: string): string {
  if (user.includes(':')) throw new PowerSettingsError('The power user may not hold a colon.');
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A page of the PDU, but not the one to log in: newer ones send there whom they do not know. */
function isPageOf(server: URL, location: string | undefined): boolean {
  if (location === undefined || !URL.canParse(location, server.href)) return false;
  const page = new URL(location, server);
  return page.host === server.host && !/login/i.test(page.pathname);
}

export const dli: PowerType = {
  name: 'dli',
  description: 'Digital Loggers, Inc. PDU',
  settings: [outletId, powerAddress, powerUser, powerPass],
  required: ['power_address'],
  driver: { on: change('on'), off: change('off'), tools: [] },
};
