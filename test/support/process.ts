import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endProgram } from './processes.js';

/** A region in its own process, as users run it, on an existing database. It needs `npm run build`. */
export interface RegionProcess extends AsyncDisposable {
  /** The URL of its API, with the slash at its end. */
  readonly api: URL;
}

export async function startRegionProcess(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RegionProcess> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'maas-region-process-'));
  const own = { DATABASE_URL: databaseUrl, MAAS_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' };
  const env = { ...process.env, ...own, ...settings };
  const child = spawn(process.execPath, ['bin/maas-region', 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  return {
    api: new URL('api/1.0/', await servedUrl(child)),
    async [Symbol.asyncDispose]() {
      await endProgram(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Reads the URL of the region from its output. @throws Error when the region ends before */
async function servedUrl(child: ChildProcess): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    output += String(chunk);
    const url = /serves (\S+)/.exec(output)?.[1];
    if (url) return url;
  }
  throw new Error(`the region ended before it served: ${output}`);
}
