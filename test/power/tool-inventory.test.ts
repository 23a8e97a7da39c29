import pino from 'pino';
import { expect, test } from 'vitest';
import { POWER_TYPES } from '../../src/power/registry.js';
import { listPowerTools, readToolVersion, warnOfMissingTools } from '../../src/power/tool-inventory.js';
import { programs } from '../support/programs.js';
import { environmentWith } from './support.js';

test('warnOfMissingTools logs each missing tool once, with its package, and no other warning', async () => {
  const lines: { msg: string; powerTypes?: string[] }[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  await warnOfMissingTools(log, environmentWith({ toolPath: '/nowhere' }));
  const about = lines.filter(({ msg }) => msg.startsWith('ipmitool'));
  expect(about).toMatchObject([
    {
      msg: 'ipmitool is not installed; it is in the Debian package ipmitool.',
      powerTypes: expect.arrayContaining(['moonshot', 'sm15k']),
    },
  ]);
  expect(lines.filter(({ msg }) => !msg.includes('is not installed'))).toEqual([]);
});

test('list of tools contains every power type, also those without tools', async () => {
  const entries = await listPowerTools('/nowhere');
  expect([...new Set(entries.map(({ type }) => type))]).toEqual(POWER_TYPES.map(({ name }) => name));
  expect(entries.filter(({ file }) => file !== undefined)).toEqual([]);
});

test('version of a tool is read from its output, and undefined when it fails', async () => {
  await using bin = await programs({ good: 'echo "good - 1.2.3"', bad: 'echo 1.2.3; exit 1', mute: 'true' });
  const environment = environmentWith({ toolPath: bin.toolPath });
  const version = (name: string) => readToolVersion({ name, debianPackage: 'x', versionArgs: ['-V'] }, environment);
  expect(await version('good')).toBe('1.2.3');
  for (const name of ['bad', 'mute', 'missing']) expect(await version(name)).toBeUndefined();
});
