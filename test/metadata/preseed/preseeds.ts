import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { makeNode, type NodeTraits } from '../../support/factories/nodes.js';
import { byIdPath, nodeKey, type WithSystemId } from '../../support/nodes.js';
import type { Region } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

/** Ends quotes of every kind, lines, documents and commands. */
export const HOSTILE = `'"\`$(touch ran)\${IFS};&|<>{}[]!*#%\\\n---\r\n- x: y\t\u0085\u2028é😀\\`;
/** A URL that earlier versions of set_config accepted. */
export const HOSTILE_URL = `http://archive.example.com/'"$(touch\${IFS}ran)\`;&|<>{}\\é`;

/** The URL by which nodes of a new region reach it. */
export const originOf = (region: Region): string => `${region.api.origin}/MAAS`;

/** Sets the URL by which nodes of all clusters reach the region; "" is that of the request. */
export async function setRegionUrl({ database }: Region, maasUrl: string): Promise<void> {
  await database.prisma.nodegroup.updateMany({ data: { maasUrl } });
}

/** Makes an allocated node that the Debian installer installs. */
export async function makeInstallingNode(region: Region, traits: NodeTraits = {}): Promise<Node> {
  const node = await makeNode(region, 'allocated', traits);
  const form = { op: 'update_nodes', remove: node.system_id };
  (await region.post('admin', 'tags/use-fastpath-installer/', form)).ok();
  return node;
}

export async function readPreseed(region: Region, node: WithSystemId): Promise<string> {
  return (await region.get(null, byIdPath(node), { op: 'get_preseed' })).ok().text;
}

/** The parts of a node's credentials, by the names that preseeds have for them. */
export async function credentialsOf(region: Region, { system_id }: WithSystemId) {
  const [consumer_key, token_key, token_secret] = (await nodeKey(region, system_id)).split(':');
  return { consumer_key, token_key, token_secret };
}

/** The answers of a preseed for the Debian installer, by their questions. @throws Error for any other line */
export function answersOf(debianPreseed: string): ReadonlyMap<string, string> {
  const lines = debianPreseed.replace(/\n$/, '').split('\n');
  const answer = /^(?:d-i|cloud-init) (\S+) (?:string|boolean|select|multiselect|password|note)(?: (.*))?$/;
  return new Map(
    lines.map((line) => {
      const found = answer.exec(line);
      if (!found) throw new Error(`not an answer: ${line}`);
      return [found[1] ?? '', found[2] ?? ''];
    }),
  );
}

/** The arguments that a shell makes of the command which the installer runs in the new system, in a folder. */
export async function lateCommand(answers: ReadonlyMap<string, string>, cwd: string): Promise<string[]> {
  const shell = `in-target() { printf '%s\\n' "$@"; }; ${answers.get('preseed/late_command')}`;
  const { stdout } = await promisify(execFile)('sh', ['-c', shell.replaceAll('in-target', 'in_target')], { cwd });
  return stdout.trimEnd().split('\n');
}

/** The arguments that turn netboot off at this URL. */
export const lateArguments = (url: string): string[] => [
  'wget',
  '--no-proxy',
  url,
  '--post-data',
  'op=netboot_off',
  '-O',
  '/dev/null',
];
