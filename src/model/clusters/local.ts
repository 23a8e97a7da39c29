import { readFile } from 'node:fs/promises';

const UUID = /^\s*CLUSTER_UUID\s*=\s*"?([^"\s]+)"?\s*$/m;

/**
 * The uuid of the cluster on this machine, as its configuration file tells it; undefined when there is none that can be
 * read.
 */
export async function localClusterUuid(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return UUID.exec(text)?.[1];
}
