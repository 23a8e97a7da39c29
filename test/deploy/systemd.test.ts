import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { needsTools } from '../support/tools.js';

const UNIT = path.resolve(import.meta.dirname, '../../deploy/systemd/maas-region.service');
/** "OK" of systemd-analyze ends at 4.0; the unit has 1.3 with systemd 252. */
const MOST_EXPOSURE = 2;
const run = promisify(execFile);
const folder = temporaryFolder();

needsTools('systemd-analyze')('systemd accepts the unit, and rates its exposure as low', async () => {
  // The program of the unit must exist.
  const program = path.join(folder, 'maas-region');
  await writeFile(program, '#!/bin/sh\n', { mode: 0o755 });
  const units = path.join(folder, 'etc/systemd/system');
  await mkdir(units, { recursive: true });
  const unit = path.join(units, 'maas-region.service');
  await writeFile(unit, (await readFile(UNIT, 'utf8')).replace('/opt/maas-region/bin/maas-region', program));
  const { stderr } = await run('systemd-analyze', ['verify', '--man=no', unit]);
  expect(stderr.split('\n').filter((line) => line.includes('maas-region.service'))).toEqual([]);
  const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', unit]);
  const exposure = Number(/exposure level for maas-region\.service: ([\d.]+)/.exec(stdout)?.[1]);
  expect(exposure).toBeGreaterThan(0);
  expect(exposure).toBeLessThan(MOST_EXPOSURE);
});
