import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { storeConfig } from '../../support/factories/configuration.js';
import { useFolder } from '../../support/folder.js';
import { useRegion } from '../../support/region.js';
import { needsTools } from '../../support/tools.js';
import {
  answersOf,
  HOSTILE,
  HOSTILE_URL,
  lateArguments,
  lateCommand,
  makeInstallingNode,
  readPreseed,
  setRegionUrl,
} from './preseeds.js';

const region = useRegion();
const folder = useFolder();
beforeEach(async () => {
  await region.database.prisma.config.deleteMany();
  await setRegionUrl(region, '');
});

async function hostilePreseed() {
  const node = await makeInstallingNode(region);
  await storeConfig(region, 'main_archive', HOSTILE_URL);
  await storeConfig(region, 'http_proxy', HOSTILE_URL);
  await setRegionUrl(region, `http://region.example.com/${HOSTILE}`);
  return { node, preseed: await readPreseed(region, node) };
}

test('the preseed with hostile values has the same questions and no continued lines', async () => {
  const plain = answersOf(await readPreseed(region, await makeInstallingNode(region)));
  const { preseed } = await hostilePreseed();
  expect([...answersOf(preseed).keys()]).toEqual([...plain.keys()]);
  expect(preseed).not.toMatch(/\\\n/);
});

test('the late command with a hostile URL is one command with the URL as one word', async () => {
  const { node, preseed } = await hostilePreseed();
  const ran = await lateCommand(answersOf(preseed), folder.path);
  expect(ran).toEqual(lateArguments(ran[2] ?? ''));
  expect(ran[2]).toMatch(/^http:\/\/region\.example\.com\/[\x21-\x7e]*\/metadata\/latest\/by-id\/node-[\w-]+\/$/);
  expect(ran[2]).toContain(node.system_id);
  await expect(promisify(execFile)('ls', ['ran'], { cwd: folder.path })).rejects.toThrow(/No such file/);
});

test('the preseed with a proxy of several lines has the proxy on one line', async () => {
  const value = 'http://proxy.example.com/\nd-i preseed/early_command string reboot\\';
  await storeConfig(region, 'http_proxy', value);
  const answers = answersOf(await readPreseed(region, await makeInstallingNode(region)));
  expect(answers.has('preseed/early_command')).toBe(false);
  expect(answers.get('mirror/http/proxy')).toBe('http://proxy.example.com/ d-i preseed/early_command string reboot');
});

/** Runs the command of the preseed that chooses a disk. @returns what it answers */
async function choosesDisk(disks: readonly string[], removable: readonly string[] = []): Promise<string[]> {
  const command = answersOf(await readPreseed(region, await makeInstallingNode(region))).get('partman/early_command');
  const tools = `list_devices() { echo ${disks.join(' ')}; }; debconf_set() { echo "$@"; };
    cat() { case " ${removable.join(' ')} " in *" $1 "*) echo 1 ;; *) echo 0 ;; esac; };`;
  const shell = (command ?? '').replaceAll('list-devices', 'list_devices').replaceAll('debconf-set', 'debconf_set');
  const { stdout } = await promisify(execFile)('sh', ['-c', tools + shell]);
  return stdout.trim().split('\n');
}

test('the preseed chooses the first of several disks that is not removable, also for the boot loader', async () => {
  const answersFor = (disk: string) => [`partman-auto/disk ${disk}`, `grub-installer/bootdev ${disk}`];
  expect(await choosesDisk(['/dev/vda'])).toEqual(answersFor('/dev/vda'));
  expect(await choosesDisk(['/dev/sda', '/dev/nvme0n1'])).toEqual(answersFor('/dev/sda'));
  const stick = ['/sys/block/sda/removable'];
  expect(await choosesDisk(['/dev/sda', '/dev/nvme0n1'], stick)).toEqual(answersFor('/dev/nvme0n1'));
  expect(await choosesDisk([])).toEqual(['']);
});

needsTools('debconf-set-selections')(
  'the preseed is understood by the real debconf-set-selections, with all questions and values',
  async () => {
    const { preseed } = await hostilePreseed();
    const file = folder.at('preseed.cfg');
    await writeFile(file, preseed);
    const store = folder.at('debconf.dat');
    const env = { ...process.env, DEBCONF_DB_REPLACE: `File{${store}}`, DEBCONF_DB_FALLBACK: '' };
    const load = (...options: string[]) => promisify(execFile)('debconf-set-selections', [...options, file], { env });
    expect((await load('--checkonly')).stderr).toBe('');
    expect((await load()).stderr).toBe('');
    const stored = storedAnswers(await readFile(store, 'utf8'));
    const expected = [...answersOf(preseed)].filter(([question]) => question !== 'finish-install/reboot_in_progress');
    for (const [question, value] of expected) expect([question, stored.get(question)]).toEqual([question, value]);
  },
);

/** The values in a database of debconf, by their questions. */
function storedAnswers(database: string): ReadonlyMap<string, string> {
  const entries = database
    .trim()
    .split(/\n\n+/)
    .map((entry) => {
      const field = (name: string) => new RegExp(`^${name}:(?: (.*))?$`, 'm').exec(entry)?.[1] ?? '';
      return [field('Name'), field('Value')] as const;
    });
  return new Map(entries);
}
