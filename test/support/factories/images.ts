import type { Region } from '../region.js';
import { BootImage } from '../shapes.js';

const ARCHITECTURES = [
  ['amd64', 'generic'],
  ['i386', 'generic'],
  ['armhf', 'highbank'],
] as const;

/** Makes an image for a report. Default: an install image of trusty for amd64/generic. */
export function image(fields: Readonly<Record<string, unknown>> = {}) {
  return {
    osystem: 'ubuntu',
    release: 'trusty',
    architecture: 'amd64',
    subarchitecture: 'generic',
    purpose: 'install',
    label: 'release',
    ...fields,
  };
}

/** The images that make an architecture usable. */
export function bootable(architecture: string, subarchitecture = 'generic') {
  return ['commissioning', 'install', 'xinstall'].map((purpose) => image({ architecture, subarchitecture, purpose }));
}

/** The images of the architectures that tests use: amd64/generic, i386/generic and armhf/highbank. */
export const IMAGES = ARCHITECTURES.flatMap(([architecture, subarchitecture]) =>
  bootable(architecture, subarchitecture),
);

/** Reports these images for the first cluster. They replace those of earlier reports. */
export async function reportImages(region: Region, images: readonly object[] = IMAGES): Promise<void> {
  const path = `nodegroups/${region.worker.uuid}/boot-images/`;
  (await region.post('worker', path, { op: 'report_boot_images', images: JSON.stringify(images) })).ok();
}

/** The boot images of the first cluster, as users see them. */
export async function bootImagesOf(region: Region): Promise<BootImage[]> {
  return (await region.get('user', `nodegroups/${region.worker.uuid}/boot-images/`)).as(BootImage.array());
}
