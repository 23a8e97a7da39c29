import { describe, expect, test } from 'vitest';
import { CANARY, type Change, copying, longText, printProblems } from '../../support/original/problems.js';
import { siteWith, useNewRegion } from '../../support/original/takeover.js';

const { takeOverTables } = useNewRegion('file');

/** The problems of a site with a changed table, as the dry run reports them. */
async function problemsOf(table: string, change: Change): Promise<string[]> {
  return printProblems(await takeOverTables(siteWith({ [table]: change }), { dryRun: true }));
}

describe('takeOver leaves out, by table and row id,', () => {
  test.each<[string, string, Change, string]>([
    [
      'a repeated username',
      'auth_user',
      copying({ id: '99', username: 'bob', email: '' }),
      '- auth_user 99: username: row 12 has the same',
    ],
    [
      'a repeated e-mail address',
      'auth_user',
      copying({ id: '99', username: 'eve', email: 'bob@EXAMPLE.com' }),
      '- auth_user 99: email: row 12 has the same',
    ],
    [
      'a repeated id',
      'auth_user',
      copying({ id: '12', username: CANARY }),
      '- auth_user 12: id: another row has the same',
    ],
    [
      'a long name',
      'auth_user',
      copying({ id: '99', username: longText(31), email: '' }),
      '- auth_user 99: username: has more than 30 characters',
    ],
    [
      'a missing value',
      'auth_user',
      copying({ id: '99', username: null, email: '' }),
      '- auth_user 99: username: is missing',
    ],
    [
      'a key with a long secret',
      'piston_token',
      copying({ id: '99', key: 'k', consumer_id: '50', secret: longText(33) }),
      '- piston_token 99: secret: has more than 32 characters',
    ],
    [
      'a second token of a consumer',
      'piston_token',
      copying({ id: '99', key: 'k' }),
      '- piston_token 99: consumer_id: row 50 has the same',
    ],
    [
      'a token without its consumer',
      'piston_token',
      copying({ id: '99', key: 'k', consumer_id: '98' }),
      '- piston_token 99: piston_consumer.key: is missing',
    ],
    [
      'a repeated SSH key',
      'maasserver_sshkey',
      copying({ id: '99' }),
      '- maasserver_sshkey 99: key: row 9 has the same',
    ],
    [
      'a second cluster with a uuid',
      'maasserver_nodegroup',
      copying({ id: '99', cluster_name: 'x' }),
      '- maasserver_nodegroup 99: uuid: row 7 has the same',
    ],
    [
      'an unknown status',
      'maasserver_nodegroup',
      copying({ id: '99', cluster_name: 'x', uuid: 'y', status: '5' }),
      '- maasserver_nodegroup 99: status: is not known',
    ],
    [
      'an interface with a bad address',
      'maasserver_nodegroupinterface',
      copying({ id: '99', interface: 'eth1', ip: CANARY }),
      '- maasserver_nodegroupinterface 99: ip: is not an IP address',
    ],
    [
      'a repeated lease',
      'maasserver_dhcplease',
      copying({ id: '99' }),
      '- maasserver_dhcplease 99: ip: row 1 has the same',
    ],
    [
      'a repeated image',
      'maasserver_bootimage',
      copying({ id: '99' }),
      '- maasserver_bootimage 99: label: row 5 has the same',
    ],
    [
      'a long URL',
      'maasserver_bootsource',
      copying({ id: '99', url: longText(201) }),
      '- maasserver_bootsource 99: url: has more than 200 characters',
    ],
    [
      'a selection of an unknown source',
      'maasserver_bootsourceselection',
      copying({ id: '99', boot_source_id: '98' }),
      '- maasserver_bootsourceselection 99: boot_source_id: maasserver_bootsource 98 is not there, or is left out',
    ],
    [
      'a bad array',
      'maasserver_bootsourceselection',
      copying({ id: '99', arches: CANARY }),
      '- maasserver_bootsourceselection 99: arches: is not an array',
    ],
    [
      'a zone with a bad name',
      'maasserver_zone',
      copying({ id: '99', name: `${CANARY} x` }),
      '- maasserver_zone 99: name: has characters that are not allowed in a name',
    ],
    ['a repeated tag', 'maasserver_tag', copying({ id: '99' }), '- maasserver_tag 99: name: row 6 has the same'],
    [
      'a network within another',
      'maasserver_network',
      copying({ id: '99', name: 'n', ip: '10.1.3.0', netmask: '255.255.255.0' }),
      '- maasserver_network 99: ip: overlaps with row 2',
    ],
    [
      'a network with a bad mask',
      'maasserver_network',
      copying({ id: '99', name: 'n', ip: '10.2.0.0', netmask: '255.0.255.0' }),
      '- maasserver_network 99: netmask: is not a netmask for ip',
    ],
    [
      'a bad VLAN tag',
      'maasserver_network',
      copying({ id: '99', name: 'n', ip: '10.2.0.0', vlan_tag: '4095' }),
      '- maasserver_network 99: vlan_tag: is not a VLAN tag',
    ],
  ])('%s', async (_what, table, change, problem) => {
    const problems = await problemsOf(table, change);
    expect(problems).toEqual([problem]);
    expect(problems.join()).not.toContain(CANARY);
  });
});
