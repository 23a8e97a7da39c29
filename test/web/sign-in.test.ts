import { expect } from 'vitest';
import { needsTools } from '../support/tools.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium');
const { region, arrive, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });

/** Sends the form of the first dialog, also below the one that asks to sign in. */
const SUBMIT = "document.querySelector('dialog form').requestSubmit()";
const endSessions = () => region.database.pool.query('DELETE FROM sessions');

test('signing in with a wrong password says so, keeps the name and empties the password', async () => {
  await using visitor = await arrive();
  const { page } = visitor;
  await visitor.open('');
  await page.getByLabel('User name').fill('admin');
  await page.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('User name').inputValue()).toBe('admin');
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  await page.getByLabel('Password').fill('admin');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
});

test('signing in leads to the page of the address, and to no other origin', async () => {
  await using visitor = await arrive();
  await visitor.signIn('user', 'nodes?q=status%3Aready&next=https://example.com/');
  await visitor.page.getByRole('heading', { name: 'Nodes', level: 1 }).waitFor();
  expect(await visitor.page.getByRole('searchbox', { name: 'Search nodes' }).inputValue()).toBe('status:ready');
  await visitor.open('sign-in?next=//example.com/');
  await visitor.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
});

test('signing out ends the session in all tabs', async () => {
  await using visitor = await signedIn('user');
  const tab = await visitor.openTab('nodes');
  await tab.getByRole('heading', { name: 'Nodes', level: 1 }).waitFor();
  await visitor.page.getByRole('button', { name: 'Sign out' }).click();
  await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await tab.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
  await visitor.open('nodes');
  await visitor.page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('a session that ends in the middle of a form keeps what was typed, and the form is sent after signing in', async () => {
  await using visitor = await signedIn('admin', 'nodes');
  const { page } = visitor;
  await page.getByRole('button', { name: 'Add node' }).click();
  const form = page.getByRole('dialog', { name: 'Add a node' });
  await form.getByLabel('MAC addresses').fill('02:00:00:00:0a:01');
  await form.getByLabel('Name').fill('typed-before');
  await endSessions();
  await page.evaluate(SUBMIT);
  const again = page.getByRole('dialog', { name: 'Your session has ended' });
  await again.getByLabel('Password').fill('admin');
  expect(await form.getByLabel('Name').inputValue()).toBe('typed-before');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^typed-before/, level: 1 }).waitFor();
});

test('another user who signs in where a session has ended gets new pages', async () => {
  await using visitor = await signedIn('admin', 'nodes');
  const tab = await visitor.openTab('nodes');
  await endSessions();
  await tab.reload();
  await tab.getByLabel('User name').fill('user');
  await tab.getByLabel('Password').fill('user');
  await tab.keyboard.press('Enter');
  await tab.getByText('User', { exact: true }).waitFor();
  await visitor.page
    .getByRole('complementary')
    .or(visitor.page.getByText('User', { exact: true }))
    .first()
    .waitFor();
  expect(await visitor.page.getByText('Administrator', { exact: true }).count()).toBe(0);
});
