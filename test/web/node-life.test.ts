import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import { IpmiSim } from '../support/ipmi-sim.js';
import { performJobs } from '../support/jobs.js';
import { nodeKey, signal } from '../support/nodes.js';
import { needsTools } from '../support/tools.js';
import { usePages } from '../support/web/pages.js';
import type { Visitor } from '../support/web/visitor.js';

const test = needsTools('chromium', 'ipmi_sim', 'ipmipower');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
let jobs: AsyncDisposable;
beforeAll(async () => {
  jobs = await performJobs(region.database);
});
afterAll(() => jobs[Symbol.asyncDispose]());

/** Fills in the form of a new node whose BMC is a simulator. */
async function describeNode(page: Page, name: string, mac: string, bmc: IpmiSim): Promise<void> {
  const form = page.getByRole('dialog', { name: 'Add a node' });
  await form.getByLabel('MAC addresses').fill(mac);
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Power type').selectOption('ipmi');
  await form.getByLabel('IP address', { exact: true }).fill(bmc.address);
  await form.getByLabel('Power user').fill(bmc.user);
  await form.getByLabel('Power password').fill(bmc.password);
}

/** What the machine does when it is powered on for commissioning. */
async function commission({ page }: Visitor, bmc: IpmiSim): Promise<void> {
  await eventually(async () => expect(await bmc.power()).toBe('on'));
  const systemId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await signal(region, await nodeKey(region, systemId), 'OK');
}

/** Expects the page of the node to show a status, without a reload. */
const shows = (page: Page, status: string) => page.locator('.node-state').getByText(status, { exact: true }).waitFor();

test('a node lives by mouse: added, commissioned, acquired, started, stopped, released, deleted', async () => {
  await using bmc = await IpmiSim.start();
  await using visitor = await signedIn('admin', 'nodes');
  const { page } = visitor;
  const act = async (name: string) => {
    await page.locator('.page__actions').getByRole('button', { name, exact: true }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `${name} 1 node` })
      .click();
    await page.getByRole('dialog').getByText('1 of 1 done').waitFor();
    await page.getByRole('dialog').locator('.dialog__foot').getByRole('button', { name: 'Close' }).click();
  };
  await page.getByRole('button', { name: 'Add node' }).click();
  await describeNode(page, 'by-mouse', '02:00:00:00:0b:01', bmc);
  await page.getByRole('dialog').getByRole('button', { name: 'Add node' }).click();
  await page.getByRole('heading', { name: /^by-mouse/, level: 1 }).waitFor();
  await shows(page, 'Commissioning');
  await commission(visitor, bmc);
  await shows(page, 'Ready');
  await act('Acquire');
  await shows(page, 'Allocated');
  await act('Stop');
  await eventually(async () => expect(await bmc.power()).toBe('off'));
  await page.locator('.power-state').getByRole('button', { name: 'Power on' }).click();
  const starting = page.getByRole('dialog', { name: 'Start 1 node' });
  await starting.getByText('This begins the deployment of 1 node.').waitFor();
  await starting.getByLabel('User data').fill('#cloud-config');
  await starting.getByRole('button', { name: 'Start 1 node' }).click();
  await starting.getByText('1 of 1 done').waitFor();
  await starting.locator('.dialog__foot').getByRole('button', { name: 'Close' }).click();
  await shows(page, 'Deploying');
  await page.getByText('13 B, which pages do not show').waitFor();
  await eventually(async () => expect(await bmc.power()).toBe('on'));
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.locator('.power-state').getByText('On', { exact: true }).waitFor();
  await act('Release');
  await shows(page, 'Ready');
  expect(await bmc.power()).toBe('off');
  await act('Delete');
  await page.getByRole('heading', { name: 'Nodes', level: 1 }).waitFor();
  await page.getByText('There are no nodes yet.').waitFor();
});

test('a node lives by the keyboard alone: added, commissioned, acquired, released', async () => {
  await using bmc = await IpmiSim.start();
  await using visitor = await signedIn('admin');
  const { page } = visitor;
  const focused = () => page.evaluate(NAME_OF_FOCUS);
  const tabTo = async (name: string) => {
    for (let steps = 0; steps < 80; steps += 1) {
      if ((await focused()) === name) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${name}`);
  };
  const press = async (name: string) => {
    await tabTo(name);
    await page.keyboard.press('Enter');
  };
  const act = async (name: string) => {
    await press(name);
    await page.getByRole('dialog').waitFor();
    await press(`${name} 1 node`);
    await page.getByRole('dialog').getByText('1 of 1 done').waitFor();
    await eventually(async () => expect(await focused()).toBe('Close'));
    await page.keyboard.press('Enter');
    // The focus returns to where it was, or to the page when that button is gone.
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await press('Nodes');
  await page.getByRole('heading', { name: 'Nodes', level: 1 }).waitFor();
  await press('Add node');
  const typed = [
    ['MAC addresses', '02:00:00:00:0c:01'],
    ['Name (optional)', 'by-keyboard'],
    ['Power type', 'IPMI'],
    ['IP address', bmc.address],
    ['Power user', bmc.user],
    ['Power password', bmc.password],
  ] as const;
  for (const [name, text] of typed) {
    await tabTo(name);
    await page.keyboard.type(text);
  }
  await press('Add node');
  await page.getByRole('heading', { name: /^by-keyboard/, level: 1 }).waitFor();
  await commission(visitor, bmc);
  await shows(page, 'Ready');
  await act('Acquire');
  await shows(page, 'Allocated');
  await act('Release');
  await shows(page, 'Ready');
  // The search box finds it, from anywhere.
  await page.keyboard.press('/');
  await page.keyboard.type('by-key');
  await page.getByRole('option', { name: /by-keyboard/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^by-keyboard/, level: 1 }).waitFor();
});

/** The accessible name of the focused element, as far as these pages need it. */
const NAME_OF_FOCUS = `(() => {
  const { activeElement: focused } = document;
  const label = focused.labels?.[0]?.innerText ?? focused.getAttribute('aria-label') ?? focused.innerText ?? '';
  return label.trim();
})()`;
