import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PowerActionError } from '../../../src/power/driver/errors.js';
import { programs } from '../../support/programs.js';
import { powerOnRecorded } from './recorded.js';

const WARNING = 'echo "Get HPM.x Capabilities request failed, compcode = d4" >&2';

const moonshot = (status: string, on: string) =>
  powerOnRecorded(
    'moonshot',
    { power_hwaddress: '' },
    { ipmitool: `${WARNING}\ncase "$*" in *status) ${status};; *) ${on};; esac` },
  );

test('power-on without a confirmation of ipmitool fails with exit code 0 too', async () => {
  const off = 'echo "Chassis Power is off"';
  await expect(moonshot(off, 'echo "Invalid command" >&2')).rejects.toThrow(PowerActionError);
  await expect(moonshot('echo "Get Chassis Power Status failed" >&2', 'true')).rejects.toThrow(PowerActionError);
});

test('power-on with warnings of ipmitool on stderr is done', async () => {
  await moonshot('echo "Chassis Power is on"', 'exit 1');
});

test('power-on of a cartridge in another state than on or off sends the command', async () => {
  await using folder = await programs({});
  const file = path.join(folder.folder, 'sent');
  const status = `if [ -e ${file} ]; then echo "Chassis Power is on"; else echo "Chassis Power is dreaming"; fi`;
  await moonshot(status, `touch ${file}; echo "Chassis Power Control: Up/On"`);
});

test.each(['echo quux', 'echo "Get Chassis Power Status failed: timeout" >&2; exit 1', 'true'])(
  'power-on of a cartridge without a readable state (%s) sends the command and verifies it',
  async (nonsense) => {
    await using folder = await programs({});
    const sent = path.join(folder.folder, 'sent');
    const asked = path.join(folder.folder, 'asked');
    const after = `if [ -e ${asked} ]; then echo "Chassis Power is on"; else touch ${asked}; ${nonsense}; fi`;
    const status = `if [ -e ${sent} ]; then ${after}; else ${nonsense}; fi`;
    await moonshot(status, `echo "$*" > ${sent}; echo "Chassis Power Control: Up/On"`);
    expect(await readFile(sent, 'utf8')).toMatch(/power on\n$/);
  },
);

test('power-on of a cartridge that reports no state and refuses the command fails with both messages', async () => {
  const failed = moonshot('echo quux', 'echo "Set Chassis Power Control to Up/On failed" >&2; exit 1');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow(/Control to Up\/On failed.*its state was unknown: .*quux/);
});

test.each([
  ['Node busy', true],
  ['Unspecified error', true],
  ['Device firmeware in update mode', true],
  ['Insufficient privilege level', false],
  ['Invalid command', false],
])('power-on that ipmitool reports as refused with "%s" is retried: %s', async (reason, retry) => {
  const failed = moonshot(
    'echo "Chassis Power is off"',
    `echo "Set Chassis Power Control to Up/On failed: ${reason}" >&2; exit 1`,
  );
  await expect(failed).rejects.toMatchObject({ retry, message: expect.stringContaining(`Up/On failed: ${reason}`) });
});

test('power-on that ipmitool reports as refused is done when the machine is on then', async () => {
  await using folder = await programs({});
  const refused = path.join(folder.folder, 'refused');
  const status = `if [ -e ${refused} ]; then echo "Chassis Power is on"; else echo "Chassis Power is off"; fi`;
  await moonshot(status, `touch ${refused}; echo "Set Chassis Power Control to Up/On failed: Timeout" >&2; exit 1`);
});

test('power-on by an ipmitool that is killed fails', async () => {
  const failed = moonshot('kill -9 $$', 'true');
  await expect(failed).rejects.toThrow(PowerActionError);
});
