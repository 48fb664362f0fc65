/** The pictures in docs/images that the README shows, from the built-in story at a fixed moment. */
import { mkdir } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { sampleSession } from '../../preview/sample-session.ts';
import { servePage } from '../../preview/server.ts';
import { startBrowser } from './browser.ts';

const FOLDER = 'docs/images';
const NOW = new Date('2026-11-20T12:00:00Z');

interface Picture {
  readonly file: string;
  readonly colorScheme: 'light' | 'dark';
}

const PICTURES: readonly Picture[] = [
  { file: 'dashboard-light.png', colorScheme: 'light' },
  { file: 'dashboard-dark.png', colorScheme: 'dark' },
];

/** Writes them with the browser at `path`; the files it wrote. */
export async function writePictures(path: string): Promise<readonly string[]> {
  const shown = await sampleSession(NOW);
  const server = await servePage(shown.page, shown, 0);
  const browser = await startBrowser(path);
  await mkdir(FOLDER, { recursive: true });
  for (const picture of PICTURES) await take(browser, server.url, picture);
  await browser.close();
  await server.close();
  return PICTURES.map(({ file }) => `${FOLDER}/${file}`);
}

async function take(browser: Browser, url: string, { file, colorScheme }: Picture): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 }, colorScheme, timezoneId: 'UTC' });
  await page.goto(url);
  await page.locator('.uplot').first().waitFor();
  // Graphs draw themselves when they know their size, a frame after they are on the page.
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${FOLDER}/${file}` });
  await page.close();
}
