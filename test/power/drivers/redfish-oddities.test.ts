import { expect, test } from 'vitest';
import { PowerActionError, PowerAuthError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { HttpCounterpart } from '../../support/http-counterpart.js';
import { RedfishBmc, type RedfishOptions } from '../../support/redfish-bmc.js';
import { driverOf } from './support.js';

const { changePower, queryState } = driverOf('redfish');

const SERVICES: readonly (readonly [string, RedfishOptions])[] = [
  ['absolute URIs of another host', { ids: 'absolute' }],
  ['URIs without the first slash', { ids: 'without the first slash' }],
  ['URIs with a last slash', { ids: 'with a last slash' }],
  ['values of ResetType in an ActionInfo', { allowable: 'by ActionInfo' }],
  ['no values of ResetType', { allowable: 'missing' }],
  ['ETags in the body only', { etags: 'in the body only' }],
  ['no ETags', { etags: 'missing' }],
  ['tasks and absolute URIs', { tasks: 'monitor', ids: 'absolute' }],
  ['no sessions', { sessions: 'missing' }],
  ['all sessions in use', { sessions: 'refused' }],
];

test.each(SERVICES)(
  'service with %s is powered on and off',
  async (_what, options) => {
    await using bmc = await RedfishBmc.start(options);
    await changePower(bmc.parameters, 'on');
    await changePower(bmc.parameters, 'off');
    expect(bmc.computer().done).toEqual(['boot from Pxe once', 'On', 'ForceOff']);
    expect([bmc.violations, bmc.openSessions]).toEqual([[], 0]);
  },
  20_000,
);

test.each([
  ['no boot override', undefined],
  ['no Pxe among the targets', ['None', 'UefiHttp']],
])('service with %s is powered on in the order of its own', async (_what, boot) => {
  await using bmc = await RedfishBmc.start({ boot });
  await changePower(bmc.parameters, 'on');
  expect(bmc.computer().done).toEqual(['On']);
});

test.each([false, true])('several systems (paged: %s) need the node ID, which chooses one', async (paged) => {
  await using bmc = await RedfishBmc.start({ systems: ['left', 'right'], paged });
  const ambiguous = changePower(bmc.parameters, 'on');
  await expect(ambiguous).rejects.toThrow(PowerSettingsError);
  await expect(ambiguous).rejects.toThrow('several systems. Set the node ID to one of: left, right.');
  await changePower({ ...bmc.parameters, node_id: 'right' }, 'on');
  expect([bmc.computer('left').done, bmc.computer('right').power]).toEqual([[], 'On']);
  const unknown = changePower({ ...bmc.parameters, node_id: 'up' }, 'on');
  await expect(unknown).rejects.toThrow('no system with this node ID. It has: left, right.');
  expect([bmc.violations, bmc.openSessions]).toEqual([[], 0]);
});

test('service without systems fails the action', async () => {
  await using bmc = await RedfishBmc.start({ systems: [] });
  await expect(queryState(bmc.parameters)).rejects.toThrow('The BMC has no systems.');
});

test('Basic authentication that is refused is an error of the credentials', async () => {
  await using bmc = await RedfishBmc.start({ sessions: 'missing' });
  await expect(queryState({ ...bmc.parameters, power_pass: 'wrong' })).rejects.toThrow(PowerAuthError);
});

test.each([
  ['HTML', '<html></html>'],
  ['an empty text', ''],
  ['a list', '[]'],
])('answer of %s is an action error', async (_what, body) => {
  await using server = await HttpCounterpart.start(() => ({ body }));
  const result = queryState({ power_address: server.origin, power_user: 'a', power_pass: 'b' });
  await expect(result).rejects.toThrow(PowerActionError);
});

test('redirection to the URI with a slash is followed on the same server, once', async () => {
  await using server = await HttpCounterpart.start(({ path }) =>
    path.endsWith('//') ? { body: '{}' } : { status: 308, headers: { location: `${path}/` }, body: '' },
  );
  const result = queryState({ power_address: server.origin, power_user: 'a', power_pass: 'b' });
  await expect(result).rejects.toThrow('HTTP status 308');
  expect(server.requests).toEqual([
    'GET /redfish/v1/',
    'GET /redfish/v1//',
    'GET /redfish/v1/Systems',
    'GET /redfish/v1/Systems/',
  ]);
});
