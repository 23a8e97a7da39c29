import type { Links } from '../../api/operation/links.js';

const UNPLAIN = /[^\w\-.~:/?#[\]@!&()*+,;=%]/gu;

/**
 * The URL of the region as a node reaches it, without a slash at its end: what its cluster has recorded, else the default
 * one. Whatever could mean something to a shell's quotes, YAML or the Debian installer is percent-encoded.
 */
export function regionUrl(recorded: string, links: Links): string {
  return (recorded || links.region()).replace(/\/+$/, '').replace(UNPLAIN, encodeURIComponent).replaceAll("'", '%27');
}
