import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';

/** A script of commissioning by its name. */
export interface Script {
  readonly name: string;
  readonly content: Uint8Array;
}

const EXECUTABLE = 0o755;

/** A tar archive of scripts in the order of their names, in which nodes run them. Of two that share one, the last counts. */
export function scriptsArchive(scripts: readonly Script[]): Promise<Buffer> {
  const byName = new Map(scripts.map(({ name, content }) => [name, content]));
  const mtime = new Date();
  const archive = pack();
  for (const name of [...byName.keys()].sort()) {
    archive.entry({ name: `commissioning.d/${name}`, mode: EXECUTABLE, mtime }, Buffer.from(byName.get(name) ?? []));
  }
  archive.finalize();
  return buffer(archive);
}
