import type { Links } from '../../api/operation/links.js';

const UNPLAIN = /[^\w\-.~:/?#[\]@!&()*+,;=%]/gu;

/**
 * The URL by which a node reaches the region, without a slash at its end: the one recorded by its cluster, else the
 * default one. Characters that are special to a shell's quotes, YAML or the Debian installer are percent-encoded.
 */
export function regionUrl(recorded: string, links: Links): string {
  return (recorded || links.region()).replace(/\/+$/, '').replace(UNPLAIN, encodeURIComponent).replaceAll("'", '%27');
}
