import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { programs } from '../../support/programs.js';
import { powerOnRecorded } from './recorded.js';

test.each([
  ['Off', 'powerup'],
  ['S4/S5', 'powerup'],
  ['S3', 'reset'],
])('power-on of a machine in the state %s that amttool reports sends %s', async (state, command) => {
  await using folder = await programs({});
  const file = path.join(folder.folder, 'sent');
  const info = `if [ -e ${file} ]; then echo "Powerstate:   S0"; else echo "Powerstate:   ${state}"; fi`;
  const sent = `echo "$*" > ${file}; echo "result: pt_status: success"`;
  await powerOnRecorded('amt', {}, { amttool: `case "$2" in info) ${info};; *) ${sent};; esac` });
  expect(await readFile(file, 'utf8')).toBe(`127.0.0.1 ${command} pxe\n`);
});
