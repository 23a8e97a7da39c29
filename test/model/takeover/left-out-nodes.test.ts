import { describe, expect, test } from 'vitest';
import { CANARY, type Change, copying, printProblems, setting } from '../../support/original/problems.js';
import { nodeRow } from '../../support/original/rows.js';
import { siteWith, useNewRegion } from '../../support/original/takeover.js';

const { takeOverTables } = useNewRegion('file');

/** The problems of a site with a changed table, as the dry run reports them. */
async function problemsOf(table: string, change: Change): Promise<string[]> {
  return printProblems(await takeOverTables(siteWith({ [table]: change }), { dryRun: true }));
}

describe('takeOver leaves out, of nodes and what belongs to them,', () => {
  test.each<[string, string, Change, string]>([
    [
      'a repeated hostname',
      'maasserver_node',
      copying({ id: '99', system_id: 'node-99' }),
      '- maasserver_node 99: hostname: row 21 has the same',
    ],
    [
      'a repeated system_id',
      'maasserver_node',
      copying({ id: '99', hostname: 'h' }),
      '- maasserver_node 99: system_id: row 21 has the same',
    ],
    [
      'a node with an unknown status',
      'maasserver_node',
      (rows) => [...rows, nodeRow(99, { status: '8' })],
      '- maasserver_node 99: status: is not known',
    ],
    [
      'a node with a bad time',
      'maasserver_node',
      (rows) => [...rows, nodeRow(99, { created: CANARY })],
      '- maasserver_node 99: created: is not a time',
    ],
    [
      'a node of an unknown owner',
      'maasserver_node',
      (rows) => [...rows, nodeRow(99, { owner_id: '98' })],
      '- maasserver_node 99: owner_id: auth_user 98 is not there, or is left out',
    ],
    [
      'a bad MAC address',
      'maasserver_macaddress',
      copying({ id: '99', mac_address: CANARY }),
      '- maasserver_macaddress 99: mac_address: is not a MAC address',
    ],
    [
      'a repeated MAC address',
      'maasserver_macaddress',
      copying({ id: '99', mac_address: '52-54-00-00-00-01' }),
      '- maasserver_macaddress 99: mac_address: row 31 has the same',
    ],
    [
      'a file that is not base64',
      'maasserver_filestorage',
      setting('13', { content: `${CANARY}!` }),
      '- maasserver_filestorage 13: content: is not base64',
    ],
    [
      'a file with a bad key',
      'maasserver_filestorage',
      setting('13', { key: CANARY }),
      '- maasserver_filestorage 13: key: is not a UUID',
    ],
    [
      'a repeated result',
      'metadataserver_nodecommissionresult',
      copying({ id: '99' }),
      '- metadataserver_nodecommissionresult 99: name: row 3 has the same',
    ],
    [
      'a second key of a node',
      'metadataserver_nodekey',
      copying({ id: '99', token_id: '50' }),
      '- metadataserver_nodekey 99: node_id: row 1 has the same',
    ],
    [
      'a second user data of a node',
      'metadataserver_nodeuserdata',
      copying({ id: '99' }),
      '- metadataserver_nodeuserdata 99: node_id: row 1 has the same',
    ],
  ])('%s', async (_what, table, change, problem) => {
    const problems = await problemsOf(table, change);
    expect(problems).toEqual([problem]);
    expect(problems.join()).not.toContain(CANARY);
  });

  test('a row without an id, by its line', async () => {
    expect(await problemsOf('maasserver_tag', copying({ id: null, name: CANARY }))).toEqual([
      expect.stringMatching(/^- maasserver_tag line \d+: id: is not the id of a row$/),
    ]);
  });

  test('the rows of a node that is left out', async () => {
    expect(await problemsOf('maasserver_node', setting('21', { status: '9' }))).toEqual([
      '- maasserver_node 21: status: is not known',
      '- maasserver_macaddress 31: node_id: maasserver_node 21 is not there, or is left out',
      '- maasserver_macaddress_networks 1: macaddress_id: maasserver_macaddress 31 is not there, or is left out',
      '- maasserver_node_tags 1: node_id: maasserver_node 21 is not there, or is left out',
      '- metadataserver_nodekey 1: node_id: maasserver_node 21 is not there, or is left out',
      '- metadataserver_nodeuserdata 1: node_id: maasserver_node 21 is not there, or is left out',
      '- metadataserver_nodecommissionresult 3: node_id: maasserver_node 21 is not there, or is left out',
    ]);
  });
});
