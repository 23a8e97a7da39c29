import { describe, expect, test } from 'vitest';
import { CANARY, type Change, printProblems, setting } from '../../support/original/problems.js';
import { siteWith, useNewRegion } from '../../support/original/takeover.js';

const { takeOverTables } = useNewRegion('file');

/** The problems of a site with a changed table, as the dry run reports them. */
async function problemsOf(table: string, change: Change): Promise<string[]> {
  return printProblems(await takeOverTables(siteWith({ [table]: change }), { dryRun: true }));
}

describe('takeOver changes and reports', () => {
  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    [
      'an unknown series',
      'maasserver_node',
      { distro_series: 'lucid' },
      'distro_series: is not known, so the node has the default series',
    ],
    [
      'another operating system',
      'maasserver_node',
      { osystem: 'windows', distro_series: 'trusty' },
      'distro_series: is not known, so the node has the default series',
    ],
    [
      'a commissioning node',
      'maasserver_node',
      { status: '1' },
      'status: commissioning is not resumed, so the node has failed its tests',
    ],
    [
      'an empty hostname',
      'maasserver_node',
      { hostname: '' },
      'hostname: is empty, so the node gets its system_id as hostname',
    ],
    [
      'an unknown power type',
      'maasserver_node',
      { power_type: CANARY },
      'power_type: is not known, so the node has none',
    ],
    [
      'power parameters that are not JSON',
      'maasserver_node',
      { power_parameters: `{${CANARY}` },
      'power_parameters: are not a JSON object, so they are empty',
    ],
    ['negative memory', 'maasserver_node', { memory: '-1' }, 'memory: is negative, so it is 0'],
    [
      'an unknown zone',
      'maasserver_node',
      { zone_id: '98' },
      'zone_id: the zone is not there, so the node is in the default zone',
    ],
    ['a deleted key', 'maasserver_node', { token_id: '98' }, 'token_id: the key that acquired the node is not there'],
    [
      'routers that are not MAC addresses',
      'maasserver_node',
      { routers: `{${CANARY}}` },
      'routers: some are not MAC addresses',
    ],
  ])('%s', async (_what, table, values, reason) => {
    const problems = await problemsOf(table, setting('22', values));
    expect(problems).toEqual([`~ ${table} 22: ${reason}`]);
  });

  test('an unknown kind of password', async () => {
    expect(await problemsOf('auth_user', setting('12', { password: `md5$salt$${CANARY}` }))).toEqual([
      '~ auth_user 12: password: its hash is of an unknown kind, so the account has no password',
    ]);
  });

  test('an unknown series of the configuration', async () => {
    expect(await problemsOf('maasserver_config', setting('1', { value: '"lucid"' }))).toEqual([
      '~ maasserver_config 1: value: is not valid for default_distro_series, which has its default',
    ]);
  });
});
