import { expect, test } from 'vitest';
import { discoverUcsServers } from '../../../src/power/discovery/ucsm.js';
import { PowerActionError, PowerAuthError } from '../../../src/power/driver/errors.js';
import { UcsManager } from '../../support/ucs-manager.js';
import { SERVER, type UcsServer } from '../../support/ucs-server.js';
import { all, context } from './support.js';

const POLICY = SERVER.policy;
const LAN = '<lsbootLan access="read-only" dn="p/lan" order="3" prot="pxe" rn="lan" type="lan"/>';
const DISK = '<lsbootStorage access="read-write" dn="p/storage" order="10" type="storage"/>';
const MEDIA = '<lsbootVirtualMedia access="read-only" dn="p/read-only-vm" order="2" type="virtual-media"/>';
const OTHER = '<lsbootDef dn="p/def"/>';

const SECOND: UcsServer = {
  dn: 'sys/rack-unit-1',
  uuid: '66666666-7777-8888-9999-000000000000',
  profile: 'org-root/ls-node2',
  adaptors: [['02:00:00:00:02:01']],
  policy: POLICY,
};

const find = (manager: UcsManager) =>
  all(
    discoverUcsServers(
      { model: 'ucsm', url: manager.url, username: manager.username, password: manager.password },
      context(),
    ),
  );

function machine(manager: UcsManager, { dn, uuid, adaptors }: UcsServer) {
  return {
    name: dn,
    architecture: 'amd64',
    macAddresses: adaptors.flat(),
    powerType: 'ucsm',
    powerParameters: manager.parameters({ ...SERVER, uuid }),
  };
}

const COOKIE = 'cookie="1795473000/cookie-1"';

test('discovery returns the servers and makes them boot from the network first, in one session', async () => {
  await using manager = await UcsManager.start({ policies: { [POLICY]: [OTHER, DISK, LAN, MEDIA] } });
  expect(await find(manager)).toEqual([machine(manager, SERVER)]);
  const { dn, profile } = SERVER;
  const children = (inDn: string, classId: string) =>
    `<configResolveChildren ${COOKIE} inDn="${inDn}" classId="${classId}"/>`;
  expect(manager.bodies).toEqual([
    '<aaaLogin inName="admin" inPassword="secret"/>',
    `<configResolveClass ${COOKIE} classId="computeItem"><inFilter/></configResolveClass>`,
    children(dn, 'adaptorUnit'),
    children(`${dn}/adaptor-0`, 'adaptorHostEthIf'),
    children(`${dn}/adaptor-1`, 'adaptorHostEthIf'),
    `<configResolveDn ${COOKIE} dn="${profile}"/>`,
    `<configResolveChildren ${COOKIE} inDn="${POLICY}"/>`,
    `<configConfMo ${COOKIE} dn="${POLICY}"><inConfig><lsbootPolicy>` +
      '<lsbootVirtualMedia dn="p/read-only-vm" order="3"/>' +
      '<lsbootLan dn="p/lan" order="2" prot="pxe" rn="lan"/>' +
      '</lsbootPolicy></inConfig></configConfMo>',
    '<aaaLogout inCookie="1795473000/cookie-1"/>',
  ]);
  expect(manager.openSessions).toBe(0);
});

test('discovery does not change a boot policy with the network first', async () => {
  await using manager = await UcsManager.start({ servers: [SERVER, SECOND], policies: { [POLICY]: [MEDIA, LAN] } });
  expect(await find(manager)).toEqual([machine(manager, SERVER), machine(manager, SECOND)]);
  expect(manager.methods.filter((method) => method === 'configConfMo')).toHaveLength(1);
  await find(manager);
  expect(manager.methods.filter((method) => method === 'configConfMo')).toHaveLength(1);
});

test.each([
  ['no service profile', { ...SECOND, profile: '' }, 'The server has no service profile.'],
  ['no boot policy', { ...SECOND, policy: '' }, "The server's service profile has no boot policy."],
  ['no boot from the network', { ...SECOND, policy: 'p' }, "The server's boot policy has no entry for the network."],
])('discovery of a server with %s names it and returns the others', async (_, unfit, problem) => {
  await using manager = await UcsManager.start({ servers: [unfit, SERVER], policies: { [POLICY]: [LAN], p: [DISK] } });
  expect(await find(manager)).toEqual([{ name: unfit.dn, problem }, machine(manager, SERVER)]);
});

test('discovery of a server that UCS Manager refuses to change or read names it', async () => {
  await using manager = await UcsManager.start({ servers: [SERVER], policies: { [POLICY]: [MEDIA, LAN] } });
  manager.refuse('configConfMo', '103', 'read only');
  expect(await find(manager)).toEqual([
    { name: SERVER.dn, problem: 'UCS Manager refuses configConfMo: read only (103)' },
  ]);
  manager.refuse('configResolveChildren', '102', 'no such child');
  expect(await find(manager)).toEqual([
    { name: SERVER.dn, problem: 'UCS Manager refuses configResolveChildren: no such child (102)' },
  ]);
  expect(manager.openSessions).toBe(0);
});

test('discovery without a list of servers fails and logs out', async () => {
  await using manager = await UcsManager.start();
  manager.refuse('configResolveClass', '1', 'no');
  await expect(find(manager)).rejects.toThrow(PowerActionError);
  expect(manager.methods).toEqual(['aaaLogin', 'configResolveClass', 'aaaLogout']);
});

test('discovery with a wrong password is tried once', async () => {
  await using manager = await UcsManager.start();
  manager.refuse('aaaLogin', '551', 'Authentication failed');
  await expect(find(manager)).rejects.toThrow(PowerAuthError);
  expect(manager.methods).toEqual(['aaaLogin']);
});

test('discovery in a session that expires logs in again', async () => {
  await using manager = await UcsManager.start({ policies: { [POLICY]: [LAN] } });
  manager.expire(1);
  expect(await find(manager)).toEqual([machine(manager, SERVER)]);
});
