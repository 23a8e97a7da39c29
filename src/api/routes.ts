/** `nodes/{system_id}/macs/{mac_address}/` → the URL pattern of the router. `{name...}` takes the rest of the path. */
export function routePattern(path: string): string {
  return `/api/1.0/${path.replace(/\{(\w+)\.\.\.\}\/?$/, '*').replace(/\{(\w+)\}/g, ':$1')}`;
}

/** The names of a path's arguments, in order. */
export function pathArguments(path: string): string[] {
  return [...path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].flatMap(([, name]) => (name ? [name] : []));
}

/** The path as documents show it. */
export function documentedPath(path: string): string {
  return path.replace('...}', '}');
}
