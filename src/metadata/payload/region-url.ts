import type { Links } from '../../api/operation/links.js';

const UNPLAIN = /[^\w\-.~:/?#[\]@!&()*+,;=%]/gu;

/**
 * The URL by which a node reaches the region, without a slash at its end. Characters that are special to a shell's
 * quotes, YAML or the Debian installer are percent-encoded.
 * @param recorded the URL of the node's cluster; "" for none
 */
export function regionUrl(recorded: string, links: Links): string {
  return links.region(recorded).replace(/\/+$/, '').replace(UNPLAIN, encodeURIComponent).replaceAll("'", '%27');
}
