import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** The chassis of the switch that the machine is connected to. */
export const SWITCH = '02:5e:00:00:00:01';

const NEIGHBOURS = `<?xml version="1.0" encoding="UTF-8"?>
<lldp label="LLDP neighbors">
 <interface label="Interface" name="eth0" via="LLDP">
  <chassis label="Chassis"><id label="ChassisID" type="mac">${SWITCH}</id></chassis>
 </interface>
</lldp>
`;

/**
 * Programs that replace those of the machine that runs the tests. Commissioning finds no package archive, no BMC, and a
 * running lldpd.
 */
const SURROUNDINGS = {
  'apt-get': 'exit 100',
  modprobe: 'exit 1',
  'ipmi-locate': 'exit 1',
  'bmc-config': 'exit 1',
  ipmitool: 'exit 1',
  lldpctl: `[ $# -eq 0 ] || cat << 'END'\n${NEIGHBOURS}END`,
};

/** The parts of a MIME message by their file names, as cloud-init takes them apart. */
export function partsOf(message: string): ReadonlyMap<string, string> {
  const boundary = /boundary="([^"]+)"/.exec(message)?.[1];
  const parts = message.split(`--${boundary}`).slice(1, -1);
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\n\n');
      return [/filename="([^"]+)"/.exec(part)?.[1] ?? '', part.slice(end + 2)];
    }),
  );
}

export interface Run {
  readonly code: number;
  /** What it printed, on standard output and error */
  readonly output: string;
}

export interface Boot {
  /** The script of its user data */
  readonly script: string;
  /** The preseed, with its credentials */
  readonly preseed: string;
  /** Programs of the machine, as shell scripts. They replace programs of this machine. */
  readonly programs?: Readonly<Record<string, string>>;
}

/** Runs a script like the cloud-init of a machine that has booted with this preseed. */
export async function bootMachine({ script, preseed, programs }: Boot): Promise<Run> {
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-machine-'));
  try {
    const bin = path.join(folder, 'bin');
    await mkdir(bin);
    for (const [name, text] of Object.entries({ ...SURROUNDINGS, ...programs })) {
      await writeFile(path.join(bin, name), `#!/bin/sh\n${text}\n`);
      await chmod(path.join(bin, name), 0o755);
    }
    await writeFile(path.join(folder, 'preseed'), preseed, { mode: 0o600 });
    await writeFile(path.join(folder, 'user_data.sh'), script, { mode: 0o700 });
    const PATH = `${bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    const env = { PATH, MAAS_CREDENTIALS: path.join(folder, 'preseed') };
    const child = spawn(path.join(folder, 'user_data.sh'), { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { code: Number(code), output: `${out}${errors}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
