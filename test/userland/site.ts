import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { BIN, maas, ROOT } from '../cli/server.js';
import { Mirror } from '../images/mirror.js';
import { type CallOptions, type Reply, send } from '../support/client.js';
import { eventually } from '../support/eventually.js';
import type { ApiKey } from '../support/oauth.js';
import { endProgram } from '../support/processes.js';

const run = promisify(execFile);

/** The address of the host of region and cluster in the network of the machines. */
const ADDRESS = '10.20.0.1';
const REGION = `http://${ADDRESS}:5240/MAAS`;
export const BRIDGE = 'br0';
const RANGE = { management: 2, router_ip: ADDRESS, ip_range_low: '10.20.0.100', ip_range_high: '10.20.0.200' };

/**
 * A region and a cluster on one host, set up by the steps of README, with images from a signed mirror. The host's network
 * is that of this process.
 */
export class Site implements AsyncDisposable {
  readonly #programs: ChildProcess[] = [];
  #mirror: Mirror | undefined;
  #adminKey = '';

  private constructor(
    /** For logs and data */
    readonly folder: string,
  ) {}

  /** Makes the network, starts region and cluster, accepts the cluster, and imports its images. */
  static async open(images: Readonly<Record<string, Buffer | string>>): Promise<Site> {
    const folder = await mkdtemp(path.join(tmpdir(), 'maas-userland-'));
    await chmod(folder, 0o711);
    const site = new Site(folder);
    try {
      await makeNetwork();
      await site.#startRegion();
      await site.#startCluster();
      await site.#importImages(images);
      return site;
    } catch (error) {
      await site[Symbol.asyncDispose]();
      throw error;
    }
  }

  get adminKey(): ApiKey {
    return this.#adminKey;
  }

  /** A call of the API. @throws Error when the answer is not 2xx */
  async call(key: ApiKey | null, method: string, name: string, options?: CallOptions): Promise<Reply> {
    return (await this.try(key, method, name, options)).ok();
  }

  /** A call of the API, or of another path with a slash in front. */
  try(key: ApiKey | null, method: string, name: string, options?: CallOptions): Promise<Reply> {
    return send(new URL(`${REGION}/api/1.0/`), key, method, name, options);
  }

  /** Makes a user. @returns an API key */
  async makeUser(username: string): Promise<ApiKey> {
    const user = ['--username', username, '--email', `${username}@example.com`, '--password', 'correct horse 9'];
    await maas(this.#env, 'createuser', ...user);
    return (await maas(this.#env, 'apikey', '--username', username)).trim();
  }

  /** The script with which the cluster's boot server answers the boot loader of a machine. */
  async bootScript(mac: string): Promise<string> {
    const query = `mac=${mac.replaceAll(':', '-')}&arch=amd64`;
    const response = await fetch(`http://${ADDRESS}:5248/script?${query}`);
    return response.text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs.reverse()) await endProgram(program, 'SIGTERM');
    await this.#mirror?.[Symbol.asyncDispose]();
    await rm(this.folder, { recursive: true, force: true });
  }

  get #env(): NodeJS.ProcessEnv {
    return { HOST: '0.0.0.0', MAAS_DATA_DIR: path.join(this.folder, 'region') };
  }

  async #startRegion(): Promise<void> {
    this.#start('serve', ['serve'], this.#env);
    await eventually(async () => expect((await fetch(`${REGION}/readyz`)).ok).toBe(true));
    const file = path.join(this.folder, 'region', 'admin-api-key');
    this.#adminKey = (await eventually(() => readFile(file, 'utf8'))).trim();
  }

  async #startCluster(): Promise<void> {
    this.#start('cluster', ['cluster', '--region', REGION], { MAAS_DATA_DIR: path.join(this.folder, 'cluster') });
    const uuid = await eventually(async () => {
      const clusters = (await this.call(this.adminKey, 'GET', 'nodegroups/?op=list')).json;
      const pending = Array.isArray(clusters) ? clusters.find(({ status }) => status === 0) : undefined;
      expect(pending).toBeDefined();
      return String(pending.uuid);
    });
    this.uuid = uuid;
    const claim_code = await eventually(async () => {
      const output = await readFile(path.join(this.folder, 'cluster.log'), 'utf8');
      const [, code] = /Its code is (\w+)\./.exec(output) ?? [];
      expect(code).toBeDefined();
      return String(code);
    });
    await this.call(this.adminKey, 'POST', 'nodegroups/?op=accept', { form: { uuid, claim_code } });
    await this.call(this.adminKey, 'PUT', `nodegroups/${uuid}/interfaces/${BRIDGE}/`, { form: RANGE });
  }

  /** The cluster's uuid */
  uuid = '';

  async #importImages(images: Readonly<Record<string, Buffer | string>>): Promise<void> {
    this.#mirror = await Mirror.start();
    await this.#mirror.publish([{ release: 'jammy', arch: 'amd64', files: images }]);
    const sources = `nodegroups/${this.uuid}/boot-sources/`;
    const present = (await this.call(this.adminKey, 'GET', sources)).json;
    for (const { id } of Array.isArray(present) ? present : [])
      await this.call(this.adminKey, 'DELETE', `${sources}${id}/`);
    const keyring = { filename: 'keyring.gpg', data: Buffer.from(this.#mirror.keyring) };
    const made = await this.call(this.adminKey, 'POST', sources, {
      form: { url: this.#mirror.url, keyring_data: keyring },
    });
    const { id } = Object(made.json);
    const selection = { release: 'jammy', arches: 'amd64', subarches: '*', labels: '*' };
    await this.call(this.adminKey, 'POST', `${sources}${id}/selections/`, { form: selection });
    await maas(this.#env, 'import', '--uuid', this.uuid);
    for (const name of ['commissioning_distro_series', 'default_distro_series'])
      await this.call(this.adminKey, 'POST', 'maas/', { form: { op: 'set_config', name, value: 'jammy' } });
  }

  #start(name: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
    const log = createWriteStream(path.join(this.folder, `${name}.log`));
    const child = spawn(BIN, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    this.#programs.push(child);
  }
}

async function makeNetwork(): Promise<void> {
  await run('ip', ['link', 'set', 'lo', 'up']);
  await run('ip', ['link', 'add', BRIDGE, 'type', 'bridge', 'forward_delay', '0']);
  await run('ip', ['address', 'add', `${ADDRESS}/24`, 'dev', BRIDGE]);
  await run('ip', ['link', 'set', BRIDGE, 'up']);
}
