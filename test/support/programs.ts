import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Programs extends AsyncDisposable {
  readonly folder: string;
  /** They come first, then what every machine has. */
  readonly toolPath: string;
}

/** A folder with programs, which are the given shell scripts. */
export async function programs(scripts: Readonly<Record<string, string>>): Promise<Programs> {
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-programs-'));
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return {
    folder,
    toolPath: `${folder}:/usr/bin:/bin`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
