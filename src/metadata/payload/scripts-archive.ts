import { buffer } from 'node:stream/consumers';

/** A script of commissioning with its name. */
export interface Script {
  readonly name: string;
  readonly content: Uint8Array;
}

const EXECUTABLE = 0o755;

/**
 * Makes a tar archive of scripts, ordered by name, as nodes run the scripts in this order. Of several scripts with one
 * name, the last is used.
 */
export async function scriptsArchive(scripts: readonly Script[]): Promise<Buffer> {
  const { pack } = await import('tar-stream');
  const byName = new Map(scripts.map(({ name, content }) => [name, content]));
  const mtime = new Date();
  const archive = pack();
  for (const name of [...byName.keys()].sort()) {
    archive.entry({ name: `commissioning.d/${name}`, mode: EXECUTABLE, mtime }, Buffer.from(byName.get(name) ?? []));
  }
  archive.finalize();
  return buffer(archive);
}
