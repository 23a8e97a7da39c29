import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { HttpCounterpart } from '../support/http-counterpart.js';
import { needsTools } from '../support/tools.js';
import { usePages } from '../support/web/pages.js';
import type { Visitor } from '../support/web/visitor.js';

const test = needsTools('chromium');
const { region, signedIn } = usePages({ env: { SIGN_IN_LIMIT: '0' } });

let other: HttpCounterpart;
beforeAll(async () => {
  other = await HttpCounterpart.start(() => ({ headers: { 'content-type': 'text/html' }, body: '<h1>Other</h1>' }));
});
afterAll(() => other[Symbol.asyncDispose]());

/** A port is no part of a site: the first page is of the same site, and browsers send it the cookies of the region. */
const ORIGINS: readonly [string, () => string][] = [
  ['the same site', () => other.origin],
  ['another site', () => other.origin.replace('127.0.0.1', 'localhost')],
];
let stolen = 0;
const ZONES = () => new URL('zones/', region.api).href;

/** A page of another origin in the browser of somebody who is signed in. */
async function openOther(visitor: Visitor, origin: string): Promise<Page> {
  const page = await visitor.context.newPage();
  await page.goto(origin);
  return page;
}

/** Runs code in the page, with `url` and `name` in it. */
function run(page: Page, url: string, name: string, code: string): Promise<unknown> {
  return page.evaluate(`(async () => { const [url, name] = ${JSON.stringify([url, name])}; ${code} })()`);
}

/** Resolves when a POST to a URL is answered, or the browser has refused to send it. */
function requestEnds({ context }: Visitor, url: string): Promise<void> {
  return new Promise((resolve) => {
    const notice = (request: Request) => {
      if (request.method() === 'POST' && request.url() === url) resolve();
    };
    context.on('requestfinished', notice).on('requestfailed', notice);
  });
}

/** Ways to send a change to another origin. */
const CHANGES: readonly [string, string][] = [
  [
    'a form',
    `const form = document.createElement('form');
     Object.assign(form, { method: 'post', action: url, target: 'hidden', innerHTML: '<input name="name">' });
     form.elements[0].value = name;
     const frame = Object.assign(document.createElement('iframe'), { name: 'hidden' });
     document.body.append(frame, form);
     const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
     form.submit();
     await loaded;`,
  ],
  ['a multipart form', `const body = new FormData(); body.set('name', name); ${send('{ body }')}`],
  ['a script', send('{ body: new URLSearchParams({ name }) }')],
  ['a beacon', `navigator.sendBeacon(url, new URLSearchParams({ name }));`],
  [
    'a script with a token',
    send(`{ mode: 'cors', headers: { 'x-csrf-token': 'x' }, body: new URLSearchParams({ name }) }`),
  ],
];

function send(options: string): string {
  return `await fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', ...${options} }).catch(() => {});`;
}

describe.each(ORIGINS)('a page of another origin of %s', (_site, origin) => {
  test.each(CHANGES)('changes nothing by %s', async (_way, code) => {
    await using visitor = await signedIn('admin');
    const page = await openOther(visitor, origin());
    const ended = requestEnds(visitor, ZONES());
    stolen += 1;
    await run(page, ZONES(), `stolen-${stolen}`, code);
    await ended;
    const zones = await visitor.page.evaluate<string>(`fetch('/MAAS/api/1.0/zones/').then((answer) => answer.text())`);
    expect(zones).toContain('"default"');
    expect(zones).not.toContain(`"stolen-${stolen}"`);
  });

  test('reads nothing', async () => {
    await using visitor = await signedIn('admin');
    const page = await openOther(visitor, origin());
    for (const path of ['session/', 'api/1.0/zones/', 'session/live/']) {
      const url = visitor.urlOf(path);
      const read = `return fetch(url, { credentials: 'include' }).then((answer) => answer.text(), () => 'refused');`;
      expect(await run(page, url, '', read)).toBe('refused');
    }
  });

  test('shows the web pages in no frame', async () => {
    await using visitor = await signedIn('admin');
    const page = await openOther(visitor, origin());
    const frame = `const frame = Object.assign(document.createElement('iframe'), { src: url });
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await loaded;`;
    await run(page, visitor.urlOf('nodes'), '', frame);
    expect(page.frames().map((each) => each.url())).not.toContain(visitor.urlOf('nodes'));
  });
});

test('the session survives a link from another site', async () => {
  await using visitor = await signedIn('admin');
  const page = await openOther(visitor, other.origin.replace('127.0.0.1', 'localhost'));
  await run(page, visitor.urlOf('nodes'), '', 'location.href = url;');
  await page.getByRole('heading', { name: 'Nodes', level: 1 }).waitFor();
});
