import { readFile } from 'node:fs/promises';

const UUID = /^\s*CLUSTER_UUID\s*=\s*"?([^"\s]+)"?\s*$/m;

/**
 * Reads the uuid of the cluster on this machine from the cluster's configuration file.
 * @returns undefined when the file or its uuid cannot be read
 */
export async function readLocalClusterUuid(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return UUID.exec(text)?.[1];
}
