import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** The folder where `npm run screenshots` wants pictures of the pages; undefined: nowhere. */
export const PICTURES = process.env.WEB_PICTURES;

/** The windows of the pictures. */
export const WIDE = { width: 1400, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** The width of the document, and by how many pixels the page in it is too wide. */
export const OVERFLOW = `(() => {
  const main = document.querySelector('main');
  return [document.documentElement.scrollWidth, main.scrollWidth - main.clientWidth];
})()`;

/** Writes a picture of a page to the folder, if there is one. */
export async function takePicture(page: Page, name: string, theme: string): Promise<void> {
  if (PICTURES === undefined) return;
  await page.locator('.loading').first().waitFor({ state: 'detached' });
  const size = page.viewportSize()?.width === PHONE.width ? 'phone' : 'wide';
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}-${size}-${theme}.png`), caret: 'hide' });
}
