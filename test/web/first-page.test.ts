import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { needsTools } from '../support/tools.js';
import { usePages, WEB_DIR } from '../support/web/pages.js';

const test = needsTools('chromium');
const { signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });
const MOST_BYTES = 200_000;

/** The bytes of a file as browsers get it. */
function sentBytes(file: string): number {
  const compressed = `${file}.br`;
  const names = readdirSync(path.dirname(file));
  return statSync(names.includes(path.basename(compressed)) ? compressed : file).size;
}

test(`the first page has at most ${MOST_BYTES / 1_000} kB, and is interactive soon`, async () => {
  await using visitor = await signedIn('admin');
  const { page, context } = visitor;
  const files = new Set<string>();
  context.on('response', (response) => {
    const name = new URL(response.url()).pathname.split('/MAAS/assets/')[1];
    if (name !== undefined) files.add(name);
  });
  await page.reload();
  await page.getByText('There are no nodes yet.').waitFor();
  const sizes = [...files].map((name) => [name, sentBytes(path.join(WEB_DIR, 'assets', name))] as const);
  const bytes = sizes.reduce((sum, [, size]) => sum + size, statSync(path.join(WEB_DIR, 'index.html')).size);
  const [painted, interactive] = await page.evaluate<[number, number]>(TIMES);
  process.stdout.write(
    `The first page: ${Math.round(bytes / 1_000)} kB, painted after ${painted} ms, interactive after ${interactive} ms\n`,
  );
  expect(files.size).toBeGreaterThan(2);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});

/**
 * When the page, whose content is shown, was first painted, and when it was interactive: after the last of its long tasks
 * (above 50 ms), as a key or click is answered at once from then on. In ms since the navigation.
 */
const TIMES = `new Promise((resolve) => {
  const shown = performance.now();
  const painted = performance.getEntriesByName('first-contentful-paint')[0].startTime;
  const tasks = [];
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries()));
  observer.observe({ type: 'longtask', buffered: true });
  setTimeout(() => {
    const ends = tasks.map(({ startTime, duration }) => startTime + duration);
    resolve([painted, Math.max(shown, ...ends)].map(Math.round));
  }, 500);
})`;

test('the page has no inline script and no inline style', () => {
  const html = readFileSync(path.join(WEB_DIR, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/i);
});
