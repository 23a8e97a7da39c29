import { beforeAll, describe, expect } from 'vitest';
import { needsTools } from '../support/tools.js';
import { makeHostileContent, SHOWN } from '../support/web/hostile.js';
import { usePages } from '../support/web/pages.js';

const test = needsTools('chromium');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });

/** Elements and attributes that exist only when a page took a text for HTML. */
const MARKS = "document.querySelectorAll('[onerror], [onload], [onclick], img[src=x], a[href^=javascript]').length";
const NODE = 'nodes/node-standing';
const SECTIONS = [
  ...['', 'nodes', NODE, `${NODE}?tab=hardware`, `${NODE}?tab=commissioning`, `${NODE}?tab=events`, 'tags', 'networks'],
  ...[
    'zones',
    'clusters',
    'clusters/UUID',
    'boot-sources',
    'boot-sources/UUID',
    'settings',
    'scripts',
    'files',
    'users',
  ],
  ...['preferences', 'events', 'about'],
];

beforeAll(() => makeHostileContent(region));

describe('texts of machines, clusters and users', () => {
  test('run on no page', async () => {
    await using visitor = await signedIn('admin');
    const { page } = visitor;
    await page.exposeFunction('run', () => visitor.problems.push(`a text ran at ${page.url()}`));
    page.on('dialog', (dialog) => visitor.problems.push(dialog.message()));
    const showing: string[] = [];
    for (const section of SECTIONS) {
      await visitor.open(section.replace('UUID', region.worker.uuid));
      await page.locator('main#main h1').first().waitFor();
      const shown = page.getByText(SHOWN).first();
      const found = await shown.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (found) showing.push(section);
      expect([section, await page.evaluate<number>(MARKS)]).toEqual([section, 0]);
    }
    const plain = ['settings', 'boot-sources', 'boot-sources/UUID'];
    expect(showing).toEqual(SECTIONS.filter((section) => !plain.includes(section)));
  });

  test('that are whole pages are downloaded, and never opened', async () => {
    await using visitor = await signedIn('admin');
    const { page } = visitor;
    const file = { data: '<script>document.title = "ran"</script>', filename: 'x.html', type: 'text/html' };
    (await region.post('admin', 'files/', { op: 'add', filename: 'page.html', file })).ok();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.goto(visitor.urlOf('api/1.0/files/?op=get&filename=page.html')).catch(() => undefined),
    ]);
    expect(download.url()).toContain('filename=page.html');
    expect(await page.title()).not.toBe('ran');
  });
});
