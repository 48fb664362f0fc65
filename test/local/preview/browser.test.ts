/** The page in a real browser, served by `npm start` itself over logs whose counts are known. Skipped where no browser is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, startBrowser } from '../../../local/docs/browser.ts';
import { naiveCount, START, STORY, writeObject } from './sources.ts';

const path = browserPath();
if (path === undefined)
  console.warn('no Chromium found, so the page is not tested: install one or set CHROMIUM to its path');

const folder = mkdtempSync(join(tmpdir(), 'preview-'));
const [late, later, ...objects] = STORY.toReversed();
const problems: string[] = [];
let started: ChildProcess | undefined;
let browser: Browser | undefined;
let url = '';

/** The address that `npm start` prints. */
function startPreview(): Promise<string> {
  const child = spawn(process.execPath, ['local/start.ts', '--watch', folder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started = child;
  return new Promise((resolve, reject) => {
    let text = '';
    const onText = (chunk: Buffer) => {
      text += chunk.toString();
      const found = /http:\/\/localhost:\d+\//.exec(text)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', onText);
    child.stderr.on('data', onText);
    child.on('exit', (code) => reject(new Error(`npm start ended with ${code}: ${text}`)));
  });
}

async function open(hash = '', options: { width?: number; dark?: boolean } = {}): Promise<Page> {
  const page = await (browser as Browser).newPage({
    viewport: { width: options.width ?? 1440, height: 900 },
    colorScheme: options.dark === true ? 'dark' : 'light',
    timezoneId: 'Europe/Berlin',
  });
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => problems.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      problems.push(`request: ${request.url()}`);
  });
  await page.goto(`${url}${hash}`);
  await page
    .locator(hash === '' ? '.uplot' : 'main > section')
    .first()
    .waitFor();
  return page;
}

function tile(page: Page, name: string) {
  return page.locator('.tile', { has: page.getByText(name, { exact: true }) }).locator('.tile-value');
}

function widget(page: Page, title: string) {
  return page.locator('.widget', { has: page.locator('h2, h3', { hasText: title }) }).first();
}

/** What the keyboard finds at the first data point of a graph; one just replaced by the next has nothing to say yet. */
function firstPoint(page: Page, title: string) {
  const plot = widget(page, title).locator('.plot').first();
  return async (part = ''): Promise<string> => {
    await plot.focus();
    await page.keyboard.press('Home');
    // All there are now, without waiting: a graph that is just replaced takes its tooltip with it.
    return (await plot.locator(`.tip:visible${part}`).allTextContents()).join('');
  };
}

function counted(value: number): string {
  return value.toLocaleString('en-US');
}

describe.skipIf(path === undefined)('the page', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    for (const object of objects) writeObject(folder, object);
    [url, browser] = await Promise.all([startPreview(), startBrowser(path ?? '')]);
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    started?.removeAllListeners('exit');
    started?.kill('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps what is chosen while new logs arrive and answers are on the way', async () => {
    const page = await open();
    const selects = page.locator('.filter-bar select');
    let answer = (): void => undefined;
    const isAnswered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let asked = 0;
    await page.route('**/api/dashboard?*', async (route) => {
      asked += 1;
      await isAnswered;
      await route.continue();
    });
    await selects.first().selectOption({ label: 'quiet' });
    await selects.last().selectOption('300');
    if (later !== undefined) writeObject(folder, later);
    await expect.poll(() => asked, { timeout: 30_000 }).toBe(3);
    answer();
    await page.locator('main:not(.busy)').waitFor();
    expect(await selects.first().inputValue()).toContain('app/quiet/');
    expect(await selects.last().inputValue()).toBe('300');
    await page.close();
  });

  it('follows the folder: an object added appears in the numbers', async () => {
    const page = await open();
    const { requests, elb5xx } = naiveCount();
    await expect.poll(() => tile(page, 'Requests').textContent()).not.toBe(counted(requests));
    if (late !== undefined) writeObject(folder, late);
    await expect.poll(() => tile(page, 'Requests').textContent(), { timeout: 30_000 }).toBe(counted(requests));
    expect(await tile(page, '5xx seen by clients').textContent()).toBe(counted(elb5xx));
    expect(await tile(page, 'Top cause of 5xx').textContent()).toBe('TargetTimeout');
    await page.close();
  });

  it('switches the load balancer, and says in the tooltip what the graph holds', async () => {
    const page = await open();
    const select = page.locator('.filter-bar select').first();
    const first = firstPoint(page, 'Selected: requests');
    await select.selectOption({ label: 'shop' });
    await expect.poll(() => first()).toContain(`requests${naiveCount('app/shop/', START).requests}`);
    expect(await select.inputValue()).toContain('app/shop/');
    await select.selectOption({ label: 'quiet' });
    await expect.poll(() => first()).toContain(`requests${naiveCount('app/quiet/', START).requests}`);
    // Ten in the morning UTC is noon in Berlin.
    await expect.poll(() => first(' .tip-time')).toMatch(/^4 May( 2026)?, 12:00$/);
    await page.getByRole('button', { name: 'UTC' }).click();
    await expect.poll(() => first(' .tip-time')).toMatch(/^4 May( 2026)?, 10:00$/);
    await page.close();
  });

  it('shares the crosshair between graphs when the mouse moves', async () => {
    const page = await open();
    const plots = page.locator('.plot .u-over');
    const box = await plots.first().boundingBox();
    if (box === null) throw new Error('no graph on the page');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => page.locator('.tip:visible').count()).toBe(1);
    await expect.poll(() => page.locator('.u-cursor-x:not(.u-off)').count()).toBeGreaterThan(10);
    await page.close();
  });

  it('hides a series when its legend is clicked, and keeps the keyboard on it', async () => {
    const page = await open();
    const button = widget(page, 'All load balancers: requests').getByRole('button', { name: 'requests', exact: true });
    await button.click();
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('Enter');
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true');
    await page.close();
  });

  it.each([
    [1440, false],
    [900, true],
    [420, false],
  ])('fits a window %i wide without scrolling sideways (dark: %s)', async (width, dark) => {
    const page = await open('', { width, dark });
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    await page.setViewportSize({ width: Math.round(width * 0.8), height: 700 });
    await expect.poll(() => page.evaluate(overflow)).toBe(0);
    // Each graph is as wide as its place, also after the window has changed.
    const worst = `Math.max(...[...document.querySelectorAll('.plot')].map((plot) => Math.abs(plot.clientWidth - plot.querySelector('canvas').getBoundingClientRect().width)))`;
    await expect.poll(() => page.evaluate(worst)).toBeLessThan(1);
    await page.close();
  });

  it('shows when an alarm would have fired and why, and leads to those minutes', async () => {
    const page = await open();
    // The first to fire is the composite alarm, whose reason is states of others.
    const lane = page.locator('.alarms .lane').filter({ hasText: 'the threshold (' }).first();
    await lane.locator('summary').click();
    expect(await lane.textContent()).toMatch(/greater than the threshold \(\d/);
    await lane.locator('.stretch button').first().click();
    await lane.getByRole('link', { name: 'Show these minutes' }).first().click();
    await expect.poll(() => page.url()).toMatch(/#dashboard&from=2026-05-04T\d\d:\d\dZ&to=/);
    await page.close();
  });

  it.each([
    ['#causes', 'TargetTimeout'],
    ['#examples', 'trace id'],
    ['#lines', '0 unparsed'],
    ['#bill', 'a month'],
  ])('has a section %s with its content', async (hash, text) => {
    const page = await open(hash);
    expect(await page.locator('main').textContent()).toContain(text);
    await page.close();
  });

  it('made no request beyond this machine and reported no error in all of this', () => {
    expect(problems).toEqual([]);
  });
});
