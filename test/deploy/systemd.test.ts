import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { needsTools } from '../support/tools.js';

const UNITS = path.resolve(import.meta.dirname, '../../deploy/systemd');
/** "OK" of systemd-analyze ends at 4.0. With systemd 252, the units have 1.3 and 2.0. */
const MOST_EXPOSURE = 2.1;
const run = promisify(execFile);
const folder = temporaryFolder();

needsTools('systemd-analyze').for(['maas-region', 'maas-cluster'])(
  'systemd accepts the unit of %s, and rates its exposure as low',
  async (name) => {
    // The program of the unit must exist.
    const program = path.join(folder, 'maas-region');
    await writeFile(program, '#!/bin/sh\n', { mode: 0o755 });
    const units = path.join(folder, 'etc/systemd/system');
    await mkdir(units, { recursive: true });
    const unit = path.join(units, `${name}.service`);
    const text = await readFile(path.join(UNITS, `${name}.service`), 'utf8');
    await writeFile(unit, text.replace('/opt/maas-region/bin/maas-region', program));
    const { stderr } = await run('systemd-analyze', ['verify', '--man=no', unit]);
    expect(stderr.split('\n').filter((line) => line.includes(`${name}.service`))).toEqual([]);
    const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', unit]);
    const exposure = Number(new RegExp(`exposure level for ${name}\\.service: ([\\d.]+)`).exec(stdout)?.[1]);
    expect(exposure).toBeGreaterThan(0);
    expect(exposure).toBeLessThan(MOST_EXPOSURE);
  },
);
