import type { Operation, Resource } from '../operation/operation.js';
import { documentedPath, pathArguments } from '../operation/routes.js';

const VERBS = { GET: 'read', POST: 'create', PUT: 'update', DELETE: 'delete' } as const;

/** How an operation is called by curl. `$AUTH` is an OAuth header; words in capitals are to be replaced. */
export function curlExample({ path }: Resource, { on, op, params }: Operation, prefix: string): string {
  const url = `$REGION${prefix}/api/1.0/${documentedPath(path).replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase())}`;
  const given = requiredOf(params);
  const query = [...(op === undefined ? [] : [`op=${op}`]), ...(on === 'GET' ? given : [])].join('&');
  const method = on === 'GET' ? '' : ` --request ${on}`;
  const form = on === 'GET' ? '' : given.map((pair) => ` --form ${pair}`).join('');
  return `curl --header "$AUTH"${method}${form} "${url}${query && `?${query}`}"`;
}

/** How an operation is called by the `maas` command, with the profile `region` (docs/contract/clients.md 2). */
export function maasExample({ name, path }: Resource, { on, op, params }: Operation): string {
  const resource = name
    .replace(/Handler$/, '')
    .replace(/(?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z])/g, (letter) => `-${letter}`)
    .toLowerCase();
  const action = (op ?? VERBS[on]).replaceAll('_', '-');
  const args = pathArguments(path).map((argument) => argument.toUpperCase());
  return ['maas region', resource, action, ...args, ...requiredOf(params)].join(' ');
}

/** The parameters that the operation cannot do without. */
function requiredOf(params: Operation['params']): string[] {
  return Object.entries(params)
    .filter(([, { required, kind }]) => required !== 'no' && kind !== 'file')
    .map(([name]) => `${name}=${name.toUpperCase()}`);
}
