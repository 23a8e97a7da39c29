import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import { makeNode } from '../support/factories/nodes.js';
import { IpmiSim } from '../support/ipmi-sim.js';
import { performJobs } from '../support/jobs.js';
import { alterNode, nodePath, type WithSystemId } from '../support/nodes.js';
import { needsTools } from '../support/tools.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium', 'ipmi_sim', 'ipmipower');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
/** A dead BMC is asked for ten seconds. */
const SLOW_MS = 120_000;

let jobs: AsyncDisposable;
beforeAll(async () => {
  jobs = await performJobs(region.database);
});
afterAll(() => jobs[Symbol.asyncDispose]());

/** An allocated node of this BMC, which no power action has changed. */
async function powered(bmc: IpmiSim, hostname: string) {
  const node = await makeNode(region, 'allocated', { hostname });
  await alterNode(region, node, { powerType: 'ipmi', powerParameters: bmc.parameters });
  return node;
}

/** Waits until the power actions of a node have ended. */
function untilSettled({ system_id }: WithSystemId): Promise<void> {
  const unfinished = `SELECT FROM power_actions WHERE system_id = $1 AND state IN ('queued', 'running')`;
  return eventually(async () => {
    expect((await region.database.pool.query(unfinished, [system_id])).rowCount).toBe(0);
  });
}

/** What the page of a node shows as the state of its power. */
const shown = (page: Page, state: string) => page.locator('.power-state').getByText(state, { exact: true }).waitFor();

/** Presses a button of the power, and the button of the dialog that opens. */
async function press(page: Page, button: string, confirm: string): Promise<void> {
  await page.locator('.power-state').getByRole('button', { name: button, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: `${confirm} 1 node` }).click();
  await dialog.getByText('1 of 1 done').waitFor();
  await dialog.locator('.dialog__foot').getByRole('button', { name: 'Close' }).click();
}

test(
  'the power of a node is checked, switched off and on, and cycled, and the page shows each change',
  async () => {
    await using bmc = await IpmiSim.start();
    const node = await powered(bmc, 'switched');
    await using visitor = await signedIn('admin', nodePath(node));
    const { page } = visitor;
    for (const state of ['off', 'on'] as const) {
      await bmc.setPower(state);
      await page.getByRole('button', { name: 'Check now' }).click();
      await shown(page, state === 'on' ? 'On' : 'Off');
    }
    await visitor.open(nodePath(node));
    await shown(page, 'On');
    await press(page, 'Power off', 'Stop');
    await shown(page, 'Off');
    expect(await bmc.power()).toBe('off');
    await press(page, 'Power cycle', 'Power cycle');
    // A machine that is off is powered on.
    await shown(page, 'On');
    expect(await bmc.power()).toBe('on');
    await visitor.expectAccessible();
  },
  SLOW_MS,
);

test(
  'a power cycle goes on when the page is closed',
  async () => {
    await using bmc = await IpmiSim.start();
    const node = await powered(bmc, 'cycled');
    await bmc.setPower('on');
    await using visitor = await signedIn('admin', nodePath(node));
    const { page } = visitor;
    await page.locator('.power-state').getByRole('button', { name: 'Power cycle' }).click();
    const dialog = page.getByRole('dialog', { name: 'Power cycle 1 node' });
    await dialog.getByLabel('How machines are powered off').selectOption('soft');
    await dialog.getByText('Deployments and user data stay as they are.').waitFor();
    await dialog.getByRole('button', { name: 'Power cycle 1 node' }).click();
    await dialog.getByText('1 of 1 done').waitFor();
    await page.close();
    await untilSettled(node);
    const commands = await bmc.commands();
    expect(commands.filter((line) => !line.startsWith('boot'))).toEqual(['shutdown 1', 'power 1']);
  },
  SLOW_MS,
);

test(
  'a dead BMC is trouble on the page of the node and on the overview',
  async () => {
    const bmc = await IpmiSim.start();
    const node = await powered(bmc, 'unreachable');
    await bmc[Symbol.asyncDispose]();
    await using visitor = await signedIn('admin', nodePath(node));
    const { page } = visitor;
    await page.getByRole('button', { name: 'Check now' }).click();
    await shown(page, 'Error');
    await page.locator('.node-state').getByText('BMC does not answer').waitFor();
    await visitor.open('');
    await page.getByRole('link', { name: '1 node whose BMC does not answer' }).waitFor();
    await page.getByRole('link', { name: /^unreachable.*power error, BMC does not answer$/ }).click();
    await page.getByRole('heading', { name: /^unreachable/, level: 1 }).waitFor();
    await page.locator('.node-state').getByText('BMC does not answer').waitFor();
    await visitor.expectAccessible();
  },
  SLOW_MS,
);

test('a user may not power-cycle the node of another user, and the button says so', async () => {
  await using bmc = await IpmiSim.start();
  const node = await powered(bmc, 'of-a-user');
  await using visitor = await signedIn('user2', nodePath(node));
  const button = visitor.page.locator('.power-state').getByRole('button', { name: /^Power cycle/ });
  expect(await button.getAttribute('title')).toBe('Only its owner and administrators can do this.');
});
