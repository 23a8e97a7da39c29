import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Region } from '../region.js';

/** How long a step of a page may take on a busy machine. */
const PATIENCE_MS = 30_000;
/**
 * Chromium reports each answer 4xx as an error, also those that a page expects; and a header that it uses over HTTPS only.
 */
const EXPECTED =
  /the server responded with a status of 4\d\d|ERR_INTERNET_DISCONNECTED|Cross-Origin-Opener-Policy header has been ignored/;

/** A person at a browser, with one window. It notes everything that no page may do. */
export class Visitor implements AsyncDisposable {
  /** Errors and warnings of pages, refused content, requests to other origins, answers 5xx. */
  readonly problems: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly root: URL,
  ) {}

  /** @param options with a `baseURL` for another address of the region */
  static async arrive(browser: Browser, region: Region, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const visitor = new Visitor(context, await context.newPage(), new URL('/MAAS/', options.baseURL ?? region.api));
    visitor.#watch(visitor.page);
    return visitor;
  }

  /** Opens another tab of the same browser. */
  async openTab(path: string): Promise<Page> {
    const page = await this.context.newPage();
    this.#watch(page);
    await page.goto(this.urlOf(path));
    return page;
  }

  #watch(page: Page): void {
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      const { url } = message.location();
      if (EXPECTED.test(message.text())) return;
      this.problems.push(`${message.type()} at ${url}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.problems.push(`${error.stack ?? error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.origin !== this.root.origin) this.problems.push(`request to ${url.href}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) this.problems.push(`${response.status()} of ${response.url()}`);
    });
  }

  /** @param path below `/MAAS/` */
  urlOf(path: string): string {
    return new URL(path, this.root).href;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.urlOf(path));
  }

  /** Signs in at a page. The name of a test account is also its password. */
  async signIn(username: string, path = ''): Promise<void> {
    await this.open(path);
    await this.page.getByLabel('User name').fill(username);
    await this.page.getByLabel('Password').fill(username);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.locator('main#main').waitFor();
  }

  /** Expects that assistive technologies can use what is shown (WCAG A and AA). */
  async expectAccessible(): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
      .analyze();
    const found = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join('\n  ')}`)).toEqual(
      [],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.context.close();
    expect(this.problems).toEqual([]);
  }
}
