/** Returns the URL pattern of the router for a path such as `nodes/{system_id}/`. `{name...}` takes all the rest. */
export function routePattern(root: string, path: string): string {
  return `${root}${path.replace(/\{(\w+)\.\.\.\}\/?$/, '*').replace(/\{(\w+)\}/g, ':$1')}`;
}

/** The names of a path's arguments, in order. */
export function pathArguments(path: string): string[] {
  return [...path.matchAll(/\{(\w+)(?:\.\.\.)?\}/g)].flatMap(([, name]) => (name ? [name] : []));
}

/** Whether the last argument takes the rest of the path, without the final slash: `files/{filename...}/`. */
export function endsInRest(path: string): boolean {
  return path.endsWith('...}/');
}

/** The path in the form for documents. */
export function documentedPath(path: string): string {
  return path.replace('...}', '}');
}

/**
 * The path of one operation. A path parameter (RFC 3986, 3.3) names the op: `nodes/;op=list`. So every operation has a
 * path and method of its own, as OpenAPI requires. A last argument that takes the rest may end so itself: there, the op
 * stays in the query.
 */
export function operationPath(path: string, op: string | undefined): string {
  return op === undefined || endsInRest(path) ? path : `${path};op=${op}`;
}

const DOUBLED = /^((?:\/MAAS)?\/api\/1\.0\/)nodes\/.+\/(nodes\/)$/;
/** A path up to the name of a file. The name itself may hold slashes. */
const BEFORE_FILENAME = /^\/+(?:MAAS\/+)?api\/+1\.0\/+files\/(?=\/*[^/])/;

/**
 * Corrects the malformed URLs of existing clients. Several slashes count as one: clients join a base that ends in a
 * slash to a path that begins with one (docs/contract/rest.md 0.8). Enlistment scripts double the path of the nodes:
 * `nodes/MAAS/api/1.0/nodes/` (docs/contract/nodes.md A1).
 */
export function straightenUrl(url: string): string {
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  if (!path.includes('//') && !path.includes('/nodes/')) return url;
  const [before = ''] = BEFORE_FILENAME.exec(path) ?? [];
  const straight = before ? collapse(before) + path.slice(before.length) : collapse(path);
  return straight.replace(DOUBLED, '$1$2') + url.slice(path.length);
}

function collapse(path: string): string {
  return path.replace(/\/{2,}/g, '/');
}
