import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { IpmiSim } from '../support/ipmi-sim.js';
import { Libvirtd } from '../support/libvirt.js';
import { ALLOCATED, COMMISSIONING, DECLARED, DEPLOYED, READY } from '../support/nodes.js';
import type { ApiKey } from '../support/oauth.js';
import { Node, Nodes } from '../support/shapes.js';
import { Site } from '../userland/site.js';
import { BareMachine } from './bare-machine.js';
import { chassisOf } from './chassis.js';
import { Steps } from './steps.js';

const MAC = '52:54:00:aa:00:01';
/** QEMU translates a library again for each address at which a program has it. */
const KERNEL_OPTIONS = 'console=ttyS0 norandmaps';
const HOUR_MS = 3_600_000;
const FILES = ['boot-kernel', 'boot-initrd', 'squashfs'];

test('a bare machine is enlisted, commissioned, deployed and released twice', { timeout: 4 * HOUR_MS }, async () => {
  const steps = new Steps();
  await using site = await Site.open(await readImage());
  steps.done('region and cluster serve, an image is imported');
  await using libvirtd = await Libvirtd.start();
  const machine = await BareMachine.make(libvirtd, MAC);
  const { adminKey } = site;
  await site.call(adminKey, 'POST', 'maas/', {
    form: { op: 'set_config', name: 'kernel_opts', value: KERNEL_OPTIONS },
  });
  const life = new Life(site, machine, steps);

  await machine.powerOn();
  steps.done('its button is pressed');
  const id = await life.enlist();
  await life.commission(id);
  const first = await life.own('ada', id);
  await machine.powerOn();
  await life.isOff();
  steps.done('its button is pressed: it powers off');

  await using bmc = await IpmiSim.start({ chassis: chassisOf(machine) });
  const power = Object.entries(bmc.parameters).map(([name, value]) => [`power_parameters_${name}`, value] as const);
  await site.call(adminKey, 'PUT', `nodes/${id}/`, { form: [['power_type', 'ipmi'], ...power] });
  const second = await life.own('ben', id);
  expect(second.key).not.toBe(first.key);
  expect(second.found).toBe('');
});

/** What a machine has printed for its owner. */
interface Deployment {
  /** Its credentials */
  readonly key: ApiKey;
  /** The files of another owner that it has */
  readonly found: string;
}

class Life {
  constructor(
    private readonly site: Site,
    private readonly machine: BareMachine,
    private readonly steps: Steps,
  ) {}

  /** Nobody knows the machine. @returns its system_id */
  async enlist(): Promise<string> {
    await this.#becomes({ status: DECLARED, architecture: 'amd64/generic' });
    await this.isOff();
    this.steps.done('it has enlisted itself, and is off');
    return Node.parse(await this.#find()).system_id;
  }

  /** An administrator enters its power, and accepts it. */
  async commission(id: string): Promise<void> {
    const { adminKey } = this.site;
    const { uri, name } = this.machine;
    const form = { power_type: 'virsh', power_parameters_power_address: uri, power_parameters_power_id: name };
    await this.site.call(adminKey, 'PUT', `nodes/${id}/`, { form });
    const definition = '//node[@class="network"]';
    await this.site.call(adminKey, 'POST', 'tags/', { form: { op: 'new', name: 'wired', definition, comment: '' } });
    await this.site.call(adminKey, 'POST', 'nodes/', { form: { op: 'accept_all' } });
    await this.#becomes({ status: COMMISSIONING });
    await soon(async () => expect(await this.machine.isOn()).toBe(true));
    this.steps.done('accepted: it is powered on by virsh');
    await this.#becomes({ status: READY, cpu_count: 1, tag_names: expect.arrayContaining(['wired']) });
    await this.isOff();
    this.steps.done('it is commissioned, and off');
  }

  /** A user acquires it by a tag, starts it with user data, and releases it. */
  async own(username: string, id: string): Promise<Deployment> {
    const user = await this.site.makeUser(username);
    const userData = userDataOf(username);
    const acquired = await this.site.call(user, 'POST', 'nodes/', { form: { op: 'acquire', tags: 'wired' } });
    expect(acquired.as(Node)).toMatchObject({ system_id: id, status: ALLOCATED, owner: username });
    const user_data = Buffer.from(userData).toString('base64');
    await this.site.call(user, 'POST', `nodes/${id}/`, { form: { op: 'start', user_data, distro_series: 'jammy' } });
    await soon(async () => expect(await this.machine.isOn()).toBe(true));
    this.steps.done(`${username} has acquired and started it: it is powered on`);
    await this.#becomes({ netboot: false });
    this.steps.done('it is installed');
    const said = await soon(async () => {
      const serial = await this.machine.readSerial();
      const [, text] = new RegExp(`BEGIN ${username}\\r?\\n(.*)END ${username}`, 's').exec(serial) ?? [];
      expect(text).toBeDefined();
      return String(text);
    });
    this.steps.done('it has booted its disk, and run the user data');
    expect(said).toContain(createHash('sha256').update(userData).digest('hex'));
    await this.#becomes({ status: ALLOCATED, substatus: DEPLOYED });
    this.steps.done('it is deployed');

    const key = credentialsIn(said);
    const metadata = '/MAAS/metadata/2012-03-01/meta-data/instance-id';
    expect((await this.site.call(key, 'GET', metadata)).text).toBe(id);
    await this.site.call(user, 'POST', `nodes/${id}/`, { form: { op: 'release' } });
    await this.isOff();
    await this.#becomes({ status: READY, owner: null, substatus: READY });
    expect((await this.site.try(key, 'GET', metadata)).status).toBe(401);
    this.steps.done('released: it is powered off, and its credentials have ended');
    return { key, found: /FOUND:([^\r\n]*)/.exec(said)?.[1]?.trim() ?? 'nothing was printed' };
  }

  async isOff(): Promise<void> {
    await soon(async () => expect(await this.machine.isOn()).toBe(false));
  }

  async #becomes(expected: object): Promise<void> {
    await soon(async () => expect(await this.#find()).toMatchObject(expected));
  }

  async #find() {
    return (await this.site.call(this.site.adminKey, 'GET', `nodes/?op=list&mac_address=${MAC}`)).as(Nodes)[0];
  }
}

const soon = <Result>(check: () => Result | Promise<Result>) =>
  vi.waitFor(check, { timeout: HOUR_MS, interval: 1_000 });

/** Leaves a file on the machine, and prints what the machine has of others, and what its owner may know. */
function userDataOf(username: string): string {
  return `#!/bin/sh
{
  echo "BEGIN ${username}"
  echo "FOUND: $(find /var/lib /etc /root /home -name '*.of-an-owner' | tr '\\n' ' ')"
  touch /var/lib/${username}.of-an-owner
  sha256sum /var/lib/cloud/instance/user-data.txt
  cat /etc/cloud/cloud.cfg.d/91_maas.cfg
  echo "END ${username}"
} > /dev/ttyS0 2>&1
`;
}

function credentialsIn(text: string): ApiKey {
  const [consumer, token, secret] = ['consumer_key', 'token_key', 'token_secret'].map(
    (name) => new RegExp(`"${name}":"(\\w+)"`).exec(text)?.[1],
  );
  return `${consumer}:${token}:${secret}`;
}

async function readImage(): Promise<Record<string, Buffer>> {
  const folder = process.env.MACHINE_IMAGE ?? '';
  const files = FILES.map(async (name) => [name, await readFile(path.join(folder, name))] as const);
  return Object.fromEntries(await Promise.all(files));
}
