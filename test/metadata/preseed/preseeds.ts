import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { parse } from 'yaml';
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
  const answer =
    /^(?:d-i|tasksel|popularity-contest) (\S+) (?:string|boolean|select|multiselect|password|note)(?: (.*))?$/;
  return new Map(
    lines.map((line) => {
      const found = answer.exec(line);
      if (!found) throw new Error(`not an answer: ${line}`);
      return [found[1] ?? '', found[2] ?? ''];
    }),
  );
}

/**
 * Runs the last command of the installer, whose new system is the folder `target` in a folder.
 * @returns the arguments of the command which it runs in the new system
 */
export async function lateCommand(answers: ReadonlyMap<string, string>, cwd: string): Promise<string[]> {
  const command = answers.get('preseed/late_command') ?? '';
  const shell = `in-target() { printf '%s\\n' "$@"; }; ${command.replaceAll('/target/', 'target/')}`;
  const { stdout } = await promisify(execFile)('sh', ['-c', shell.replaceAll('in-target', 'in_target')], { cwd });
  return stdout.trimEnd().split('\n');
}

/** The configuration that an installer leaves for cloud-init in the new system. */
export async function readDataSource(target: string): Promise<unknown> {
  const file = path.join(target, 'etc/cloud/cloud.cfg.d/91_maas.cfg');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  return parse(await readFile(file, 'utf8'));
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
