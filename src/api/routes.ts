/** `nodes/{system_id}/` → the URL pattern of the router. `{name...}` takes the rest of the path. */
export function routePattern(root: string, path: string): string {
  return `${root}${path.replace(/\{(\w+)\.\.\.\}\/?$/, '*').replace(/\{(\w+)\}/g, ':$1')}`;
}

/** The names of a path's arguments, in order. */
export function pathArguments(path: string): string[] {
  return [...path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].flatMap(([, name]) => (name ? [name] : []));
}

/** Whether the last argument takes all the rest of a path but the slash at its end: `files/{filename...}/`. */
export function endsInRest(path: string): boolean {
  return path.endsWith('...}/');
}

/** The path as documents show it. */
export function documentedPath(path: string): string {
  return path.replace('...}', '}');
}

const DOUBLED = /^((?:\/MAAS)?\/api\/1\.0\/)nodes\/.+\/(nodes\/(?:\?.*)?)$/;
const SLASHES = /^((?:\/MAAS)?\/metadata)\/{2,}/;

/**
 * Straightens what shipped clients make of a URL: enlistment scripts double the path of the nodes
 * (`nodes/MAAS/api/1.0/nodes/`), and node scripts put more slashes behind `metadata` (contract/nodes.md A1, C2).
 */
export function straightenUrl(url: string): string {
  return url.replace(DOUBLED, '$1$2').replace(SLASHES, '$1/');
}
