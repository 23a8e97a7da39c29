import { encodeBasic } from '../../http/authorization.js';
import type { ChangePower, PowerChange, PowerType } from '../driver/driver.js';
import { PowerAuthError, PowerSettingsError } from '../driver/errors.js';
import { definePowerSetting, powerAddress, powerPass, powerUser } from '../driver/settings.js';
import { parseHttpAddress } from '../io/address.js';
import { BmcStatusError, sendBmcRequest } from '../io/http.js';

const outletId = definePowerSetting({ name: 'system_id', label: 'Outlet ID', check: checkOutlet });

/** It is sent without encoding, so characters with a meaning in URLs are refused. */
const OUTLET = /^[\w.-]{1,64}$/;

/** @throws PowerSettingsError */
function checkOutlet(outlet: string): void {
  if (!OUTLET.test(outlet)) throw new PowerSettingsError('The outlet ID may only hold letters, digits, _, . and -.');
}

/**
 * Sends one request with preemptive authentication, in any state of the outlet (docs/contract/power.md 2.8). PDUs
 * answer with a page or redirect to one of theirs. The redirection is not followed; it confirms the change.
 */
function createChange(change: PowerChange): ChangePower {
  return async (machine) => {
    const server = parseHttpAddress(machine.get('power_address'));
    const outlet = machine.get(outletId.name);
    checkOutlet(outlet);
    const { status, location } = await sendBmcRequest(machine, {
      method: 'GET',
      server,
      path: `${server.pathname}outlet?${outlet}=${change.toUpperCase()}`,
      headers: { authorization: encodeBasicAuth(machine.get('power_user'), machine.get('power_pass')) },
    });
    if (status === 401 || status === 403) throw new PowerAuthError('The PDU refuses the credentials.');
    const isDone = status >= 300 && status < 400 ? isPduPage(server, location) : status >= 200 && status < 300;
    if (!isDone) throw new BmcStatusError('The PDU', status);
  };
}

/** @throws PowerSettingsError */
function checkUser(user: string): void {
  if (user.includes(':')) throw new PowerSettingsError('The power user may not hold a colon.');
}

/** HTTP Basic authentication (RFC 7617). A colon in the user name would end it. @throws PowerSettingsError */
function encodeBasicAuth(user: string, password: string): string {
  checkUser(user);
  return encodeBasic(user, password);
}

/** Whether the target is a page of the PDU other than its login page, to which newer PDUs redirect strangers. */
function isPduPage(server: URL, location: string | undefined): boolean {
  if (location === undefined || !URL.canParse(location, server.href)) return false;
  const page = new URL(location, server);
  return page.host === server.host && !/login/i.test(page.pathname);
}

export const dli: PowerType = {
  name: 'dli',
  description: 'Digital Loggers, Inc. PDU',
  settings: [outletId, { ...powerAddress, check: parseHttpAddress }, { ...powerUser, check: checkUser }, powerPass],
  required: ['power_address'],
  driver: { on: createChange('on'), off: createChange('off'), tools: [] },
};
