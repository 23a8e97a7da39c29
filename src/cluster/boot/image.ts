import type { ClusterConfig } from '../config.js';

/** An image with which machines of one kind boot. */
export type BootImage = ClusterConfig['images'][number];
export type ImageFile = BootImage['files'][number];

/** How a machine boots, as the region's pxeconfig/ answers it. */
export interface PxeConfig {
  readonly osystem: string;
  readonly arch: string;
  readonly subarch: string;
  readonly release: string;
  readonly label: string;
  readonly purpose: string;
  readonly hostname: string;
  readonly domain: string;
  readonly preseed_url: string;
  readonly log_host: string;
  readonly extra_opts: string | null;
}

/** The image that a machine boots; undefined when the cluster has no such image. */
export function findImage(images: readonly BootImage[], config: PxeConfig): BootImage | undefined {
  return images.find(
    ({ osystem, architecture, subarchitecture, release, label }) =>
      osystem === config.osystem &&
      architecture === config.arch &&
      subarchitecture === config.subarch &&
      release === config.release &&
      label === config.label,
  );
}
