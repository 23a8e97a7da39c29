import type { ClusterConfig } from '../config.js';
import type { RegionClient } from './client.js';

/** The reports of a cluster to its region. */
export interface Reports {
  /** @param leases MAC addresses by IP address: all that there are @throws RegionError */
  leases(leases: ReadonlyMap<string, string>): Promise<void>;
  /** Reports the images from which machines can boot. @throws RegionError */
  images(images: ClusterConfig['images']): Promise<void>;
  /** @param ip of a foreign DHCP server; empty: there is no such server @throws RegionError */
  foreignDhcp(interfaceName: string, ip: string): Promise<void>;
}

export function reportsTo(region: RegionClient, uuid: string, key: string): Reports {
  const path = `nodegroups/${encodeURIComponent(uuid)}/`;
  const post = async (below: string, op: string, parameters: Record<string, string>) => {
    await region.call({ method: 'POST', path: `${path}${below}`, op, parameters, key });
  };
  return {
    leases: (leases) => post('', 'update_leases', { leases: JSON.stringify(Object.fromEntries(leases)) }),
    images: (images) =>
      post('boot-images/', 'report_boot_images', { images: JSON.stringify(images.flatMap(describeImage)) }),
    foreignDhcp: (name, ip) =>
      post(`interfaces/${encodeURIComponent(name)}/`, 'report_foreign_dhcp', { foreign_dhcp_ip: ip }),
  };
}

/** An image for each of its purposes, as the region stores images */
function describeImage({ purposes, files: _, ...image }: ClusterConfig['images'][number]) {
  return purposes.map((purpose) => ({ ...image, purpose }));
}
