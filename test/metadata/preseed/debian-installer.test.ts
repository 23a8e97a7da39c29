import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeEach, expect, test } from 'vitest';
import { storeConfig } from '../../support/factories/configuration.js';
import { useFolder } from '../../support/folder.js';
import { useRegion } from '../../support/region.js';
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
