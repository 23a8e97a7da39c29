import type { Form } from '../body.js';
import type { Region } from '../region.js';
import { BootSource, BootSourceSelection } from '../shapes.js';
import { masterPath } from './clusters.js';

/** The fields of a source whose keyring lies on the cluster. */
export const SOURCE = {
  url: 'http://images.example.com/v2/',
  keyring_filename: '/usr/share/keyrings/keys.gpg',
} as const;

/** The fields of a selection with all of its lists. */
export const SELECTION = {
  release: 'trusty',
  arches: ['amd64', 'i386'],
  subarches: ['generic'],
  labels: ['release', 'a,b'],
};

/** Returns the path of a cluster's boot sources. Default: the first cluster. */
export const sourcesPath = (region: Region, cluster = masterPath(region)): string => `${cluster}boot-sources/`;

/** Makes a boot source of the first cluster. */
export async function makeSource(region: Region, fields: Form = SOURCE): Promise<BootSource> {
  return (await region.post('admin', sourcesPath(region), fields)).as(BootSource);
}

/** The boot sources of a cluster, as the list has them. */
export async function sourcesOf(region: Region, cluster?: string): Promise<BootSource[]> {
  return (await region.get('admin', sourcesPath(region, cluster))).as(BootSource.array());
}

/** The path of the selections of a boot source of the first cluster. */
export const selectionsPath = (region: Region, { id }: { readonly id: number }): string =>
  `${sourcesPath(region)}${id}/selections/`;

/** Makes a selection of a boot source of the first cluster. */
export async function makeSelection(
  region: Region,
  source: { readonly id: number },
  fields: Form = SELECTION,
): Promise<BootSourceSelection> {
  return (await region.post('admin', selectionsPath(region, source), fields)).as(BootSourceSelection);
}
