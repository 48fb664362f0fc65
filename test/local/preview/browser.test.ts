/**
 * The page in a real browser, served by `npm start` itself over logs whose counts are known. Skipped where no browser
 * is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { REST_MILLIS } from '../../../local/preview/page/client/graph/rest.ts';
import { browserPath, startBrowser } from '../../../local/project/docs/browser.ts';
import { IS_LONG, rounds } from '../../support/rounds.ts';
import { type NaiveChoice, naiveCount, SERVICES, START, STORY, writeObject } from './sources.ts';

const path = browserPath();
if (path === undefined)
  console.warn('no Chromium found, so the page is not tested: install one or set CHROMIUM to its path');

const MINUTE = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'preview-'));
const settings = join(folder, '.settings.json');
const [late, later, ...objects] = STORY.toReversed();
const problems: string[] = [];
let started: ChildProcess | undefined;
let browser: Browser | undefined;
let page: Page | undefined;
let url = '';

/** The address that `npm start` prints. */
function startPreview(): Promise<string> {
  const child = spawn(
    process.execPath,
    ['local/commands/preview.ts', '--watch', folder, '--port', '0', '--settings', settings],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
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

interface Look {
  readonly width?: number;
  readonly dark?: boolean;
}

/** Loads the one page again: each page more would be a process more. */
async function open(hash = '', look: Look = {}): Promise<Page> {
  const opened = thePage();
  await setLook(opened, look);
  if (opened.url().startsWith(url)) {
    await opened.evaluate(`history.replaceState(null, '', ${JSON.stringify(`${url}${hash}`)})`);
    await opened.reload();
  } else await opened.goto(`${url}${hash}`);
  await opened
    .locator(hash === '' ? '.plot' : 'main > section')
    .first()
    .waitFor();
  return opened;
}

/** Goes there on the page as the test before has left it, because loading it again draws every graph again. */
async function show(hash: string, look: Look = {}): Promise<Page> {
  const shown = thePage();
  if (!shown.url().startsWith(url)) return open(hash, look);
  await setLook(shown, look);
  await shown.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  await shown.locator('main[data-section]:not(.busy)').waitFor();
  return shown;
}

async function setLook(page: Page, { width = 1440, dark = false }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
}

function thePage(): Page {
  if (page === undefined) throw new Error('expected that the browser has started');
  return page;
}

async function newPage(browser: Browser): Promise<Page> {
  const opened = await browser.newPage({
    timezoneId: 'Europe/Berlin',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  opened.setDefaultTimeout(60_000);
  // What one test chooses for good, the next does not know.
  await opened.addInitScript(`if (location.protocol === 'http:') localStorage.clear();`);
  // When the page draws what is far away is up to the test.
  await opened.addInitScript(`{
    const wait = setTimeout;
    globalThis.atRest = () => undefined;
    globalThis.setTimeout = (call, millis, ...rest) => {
      if (millis !== ${REST_MILLIS}) return wait(call, millis, ...rest);
      globalThis.atRest = call;
      return 0;
    };
  }`);
  opened.on('console', (message) => problems.push(`console ${message.type()}: ${message.text()}`));
  opened.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  opened.on('request', (request) => {
    if (!/^(data|about):/.test(request.url()) && !request.url().startsWith(url))
      problems.push(`request: ${request.url()}`);
  });
  return opened;
}

/** The place of a graph in the window, after scrolling to it: the test before may have scrolled elsewhere. */
function boxOf(graph: Locator) {
  return vi.waitFor(async () => {
    await graph.scrollIntoViewIfNeeded();
    const box = await graph.boundingBox();
    if (box === null) throw new Error('no graph on the page');
    return box;
  }, 60_000);
}

/** What a tile says, or nothing while it is not there. */
function tile(page: Page, name: string): Promise<string> {
  return page.evaluate(`[...document.querySelectorAll('.tile')].find((tile) =>
    tile.querySelector('.tile-name')?.textContent === ${JSON.stringify(name)})?.querySelector('.tile-value')?.textContent ?? ''`);
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

/** What the page says of the choice, once it has answered. */
async function expectTiles(page: Page, choice: NaiveChoice): Promise<void> {
  const { requests, elb5xx } = naiveCount(choice);
  await expect.poll(() => tile(page, 'Requests')).toBe(counted(requests));
  await expect.poll(() => tile(page, '5xx seen by clients')).toBe(counted(elb5xx));
}

/** The text of an element of the page, or nothing while it is not there. */
function textOf(page: Page, selector: string): Promise<string> {
  return page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`);
}

/** Whether a graph has a pixel in the color of the first name of its legend that is shown. */
function inked(page: Page, title: string): Promise<boolean> {
  return page.evaluate(`(() => {
    const widget = [...document.querySelectorAll('.widget')].find((one) =>
      one.querySelector('h2, h3')?.textContent.includes(${JSON.stringify(title)}));
    const swatch = widget.querySelector('button[aria-pressed="true"] .swatch');
    const color = getComputedStyle(swatch).backgroundColor.match(/[0-9]+/g).map(Number);
    const canvas = widget.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const isInk = (_, at) => color.every((part, index) => Math.abs(part - data[4 * at + index]) < 8);
    return color.length === 3 && Array.from({ length: data.length / 4 }, isInk).includes(true);
  })()`);
}

/** Of what is alike the first two are left on the page where time is short. */
const ALIKE = ['.grid .widget', '.lane', 'tr', 'li'].map((one) => `${one} ~ `.repeat(2) + one).join();

/** What axe finds wrong in a section with everything opened. */
async function findings(page: Page, section: string): Promise<unknown> {
  await page.evaluate(`location.hash = '#${section}'`);
  await page.locator(`main[data-section="${section}"]:not(.busy)`).waitFor();
  await page.evaluate(`document.querySelectorAll('main details').forEach((one) => { one.open = true; })`);
  if (!IS_LONG) await page.evaluate(`document.querySelectorAll('${ALIKE}').forEach((one) => one.remove())`);
  return page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(' ')))`);
}

function counted(value: number): string {
  return value.toLocaleString('en-US');
}

describe.skipIf(path === undefined)('the page', () => {
  beforeAll(async () => {
    for (const object of objects) writeObject(folder, object);
    writeFileSync(settings, JSON.stringify({ routes: [{ name: 'item', path: '/items/:id' }], services: SERVICES }));
    [url, browser] = await Promise.all([startPreview(), startBrowser(path ?? '')]);
    page = await newPage(browser);
  });

  afterEach(() => page?.unrouteAll());

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
    await expect.poll(() => asked).toBe(3);
    answer();
    await page.locator('main:not(.busy)').waitFor();
    expect(await selects.first().inputValue()).toContain('app/quiet/');
    expect(await selects.last().inputValue()).toBe('300');
  });

  it('follows the folder: an object added appears in the numbers', async () => {
    const page = await show('#dashboard');
    const { requests, elb5xx } = naiveCount();
    await expect.poll(() => tile(page, 'Requests')).not.toBe(counted(requests));
    if (late !== undefined) writeObject(folder, late);
    await expect.poll(() => tile(page, 'Requests')).toBe(counted(requests));
    expect(await tile(page, '5xx seen by clients')).toBe(counted(elb5xx));
    expect(await tile(page, 'Top cause of 5xx')).toBe('TargetTimeout');
  });

  it('switches the load balancer, and says in the tooltip what the graph holds', async () => {
    const page = await show('#dashboard');
    const select = page.locator('.filter-bar select').first();
    const first = firstPoint(page, 'Selected: requests');
    const expectFirst = (loadBalancer: string) => {
      const { requests } = naiveCount({ loadBalancer, from: START, to: START + MINUTE });
      return expect.poll(() => first()).toContain(`requests${requests}`);
    };
    // The one with the most requests is selected before anybody chooses.
    await expectFirst('app/shop/');
    await select.selectOption({ label: 'quiet' });
    await expectFirst('app/quiet/');
    if (IS_LONG) {
      await select.selectOption({ label: 'shop' });
      await expectFirst('app/shop/');
      expect(await select.inputValue()).toContain('app/shop/');
    }
    // Ten in the morning UTC is noon in Berlin.
    await expect.poll(() => first(' .tip-time')).toMatch(/^4 May( 2026)?, 12:00$/);
    await page.getByRole('button', { name: 'UTC' }).click();
    await expect.poll(() => first(' .tip-time')).toMatch(/^4 May( 2026)?, 10:00$/);
  });

  it('shares the crosshair between graphs when the mouse moves', async () => {
    const page = await show('#dashboard');
    // The graph with the focus says what it has under the crosshair, too.
    await page.evaluate('document.activeElement.blur()');
    const crosshairs = () => page.locator('.u-cursor-x:not(.u-off)').count();
    const box = await boxOf(page.locator('.plot .u-over').first());
    const move = async (x: number) => page.mouse.move(box.x + x, box.y + box.height / 2);
    // One that is just drawn again waits for the next move.
    await expect
      .poll(() =>
        move(100)
          .then(() => move(110))
          .then(() => page.locator('.tip:visible').count()),
      )
      .toBe(1);
    await expect.poll(crosshairs).toBeGreaterThan(5);
    expect(await crosshairs()).toBeLessThan(await page.locator('.plot').count());
    // Also in a graph that is drawn after the crosshair was put there.
    await page.evaluate(`[...document.querySelectorAll('.plot')].at(-1).focus({ preventScroll: true })`);
    await expect.poll(() => page.locator('.plot').last().locator('.u-cursor-x:not(.u-off)').count()).toBe(1);
  });

  it('hides a series when its legend is clicked, and keeps the keyboard on it', async () => {
    const page = await show('#dashboard');
    const button = widget(page, 'All load balancers: requests').getByRole('button', { name: 'requests', exact: true });
    await button.click();
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('Enter');
    await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true');
  });

  const WIDTHS = [
    [420, true],
    [900, false],
    [1440, false],
  ] as const;
  it.each(WIDTHS.slice(0, rounds(1, WIDTHS.length)))(
    'fits a window %i wide without scrolling sideways (dark: %s)',
    async (width, dark) => {
      // All widths are loaded where there is time; one is reached from another.
      const page = await (IS_LONG ? open('', { width, dark }) : show('#dashboard', { width, dark }));
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow)).toBe(0);
      await page.setViewportSize({ width: Math.round(width * 0.8), height: 700 });
      await expect.poll(() => page.evaluate(overflow)).toBe(0);
      // Each graph is as wide as its place, also after the window has changed.
      const worst = `Math.max(...[...document.querySelectorAll('.plot')].map((plot) => Math.abs(plot.clientWidth - plot.querySelector('canvas')?.getBoundingClientRect().width)))`;
      await expect.poll(() => page.evaluate(`(atRest(), ${worst})`)).toBeLessThan(1);
    },
  );

  it('shows when an alarm would have fired and why, and leads to those minutes', async () => {
    const page = await show('#dashboard');
    // An alarm that notifies is made of conditions, and these tell their numbers.
    await page.locator('.alarms .conditions > summary').click();
    const lane = page.locator('.alarms .conditions .lane').filter({ hasText: 'the threshold (' }).first();
    await lane.locator('summary').click();
    expect(await lane.textContent()).toMatch(/greater than the threshold \(\d/);
    await lane.locator('.stretch button').first().click();
    await lane.getByRole('link', { name: 'Show these minutes' }).first().click();
    await expect.poll(() => page.url()).toMatch(/#dashboard&from=2026-05-04T\d\d:\d\dZ&to=/);
  });

  const SHOP = STORY.flatMap(({ plain }) => /app\/shop\/\w+/.exec(plain.toString('latin1'))?.[0] ?? [])[0] ?? '';
  const API =
    STORY.flatMap(({ plain }) => /targetgroup\/shop-api\/\w+/.exec(plain.toString('latin1'))?.[0] ?? [])[0] ?? '';
  const ITEM = /^"[A-Z]+ https?:\/\/[^/]+\/items\/[^/? ]+ /;
  const SOME = { from: START + 9 * MINUTE, to: START + 14 * MINUTE };

  it('counts every choice as the lines of the log say', async () => {
    const cases: [string, NaiveChoice][] = [
      [`tg=${API}&cause=TargetTimeout&route=item`, { targetGroup: API, code: '504', path: ITEM }],
      [
        `lb=${SHOP}&tg=${API}&route=item&code=200&from=2026-05-04T10:09Z&to=2026-05-04T10:14Z`,
        { targetGroup: API, code: '200', path: ITEM, ...SOME },
      ],
      [
        `lb=${SHOP}&route=item&from=2026-05-04T10:09Z&to=2026-05-04T10:14Z`,
        { loadBalancer: SHOP, path: ITEM, ...SOME },
      ],
      [`service=apis&lb=${SHOP}&code=504`, { service: 'apis', loadBalancer: SHOP, code: '504' }],
      [`service=pages&route=item`, { service: 'pages', path: ITEM }],
      ['', {}],
      [`lb=${SHOP}`, { loadBalancer: SHOP }],
      [`tg=${API}&code=504`, { targetGroup: API, code: '504' }],
      [`code=504&from=2026-05-04T10:09Z&to=2026-05-04T10:14Z`, { code: '504', ...SOME }],
      [`service=apis`, { service: 'apis' }],
    ];
    for (const [hash, choice] of cases.slice(0, rounds(2, cases.length)))
      await expectTiles(await show(`#dashboard&${hash}`), choice);
  });

  it('draws the graphs that are near, the others at rest, and those again that a choice changes', async () => {
    const page = await show('#dashboard');
    await page.evaluate('scrollTo({ top: 0 })');
    await expectTiles(page, {});
    const all = await page.locator('.grid .plot').count();
    const graphs = (selector = '') => page.locator(`.grid .uplot${selector}`).count();
    await expect.poll(() => page.evaluate('atRest()').then(() => graphs())).toBe(all);
    await page.evaluate(`document.querySelectorAll('.grid .uplot').forEach((one) => { one.dataset.before = ''; })`);
    await page.evaluate(`location.hash = '#dashboard&code=504'`);
    await expectTiles(page, { code: '504' });
    // Those by status code are others now, and far away. Most graphs have no status codes.
    await expect.poll(() => graphs()).toBeLessThan(all);
    expect(await graphs('[data-before]')).toBeGreaterThan(all / 2);
    expect(await graphs()).toBe(await graphs('[data-before]'));
    await widget(page, 'exact codes seen by clients').scrollIntoViewIfNeeded();
    await expect.poll(() => graphs(':not([data-before])')).toBeGreaterThan(0);
    // A graph has lines in the colors of its legend.
    expect(await inked(page, 'exact codes seen by clients')).toBe(true);
  });

  it('draws every graph for a print, and where the browser does not tell what is near', async () => {
    const page = await show(`#dashboard&lb=${SHOP}`);
    const missing = () => page.evaluate<number>(`document.querySelectorAll('.plot:not(:has(canvas))').length`);
    await expectTiles(page, { loadBalancer: SHOP });
    await page.evaluate('scrollTo({ top: 0 })');
    // Every graph of the one load balancer is another now.
    await expect.poll(missing).toBeGreaterThan(10);
    await (IS_LONG ? page.pdf() : page.evaluate(`dispatchEvent(new Event('beforeprint'))`));
    expect(await missing()).toBe(0);
    if (!IS_LONG) return;
    // Asked again when graphs are on the page again.
    await show('#causes');
    await page.evaluate('delete globalThis.IntersectionObserver');
    await show('#dashboard');
    await expect.poll(() => page.locator('.uplot').count()).toBeGreaterThan(10);
    await expect.poll(missing).toBe(0);
  });

  it('has a table of services with the numbers of a naive count, and a click narrows everything to one', async () => {
    const page = await show('#places');
    const table = page.locator('main table', { has: page.locator('th', { hasText: /^service$/ }) });
    const row = (name: string) => table.locator('tbody tr', { has: page.locator('th', { hasText: name }) });
    for (const service of ['apis', 'pages'] as const) {
      const { requests, elb5xx } = naiveCount({ service });
      expect(requests).toBeGreaterThan(0);
      const cells = () => row(service).locator('td').allTextContents();
      await expect.poll(async () => (await cells()).slice(0, 2)).toEqual([counted(requests), counted(elb5xx)]);
    }
    await row('apis').getByRole('link', { name: 'apis' }).click();
    await expect.poll(() => page.url()).toMatch(/#places&service=apis$/);
    const { requests, elb5xx } = naiveCount({ service: 'apis' });
    await expect
      .poll(() => textOf(page, '.places > .muted'))
      .toContain(`${counted(elb5xx)} of ${counted(requests)} requests were answered with 5xx`);
    await expect.poll(() => row('pages').count()).toBe(0);
  });

  it('follows a click, and Back, reload and the address lead to the same', async () => {
    const page = await show('#dashboard');
    await expectTiles(page, {});
    await page.locator('.top-causes .codes a', { hasText: '504' }).first().click();
    await expectTiles(page, { code: '504' });
    await page.evaluate(`location.hash += '&tg=${API}'`);
    await expectTiles(page, { code: '504', targetGroup: API });
    const address = page.url();
    await page.reload();
    await expectTiles(page, { code: '504', targetGroup: API });
    await page.goBack();
    await expectTiles(page, { code: '504' });
    if (IS_LONG) {
      await open(address.slice(url.length));
      await expectTiles(page, { code: '504', targetGroup: API });
    }
    await page.getByRole('link', { name: 'Show everything' }).click();
    await expectTiles(page, {});
  });

  it('copies what is chosen as Markdown, with the numbers and the way back', async () => {
    const page = await show(`#dashboard&tg=${API}&from=2026-05-04T10:09Z&to=2026-05-04T10:14Z`);
    const { requests, elb5xx } = naiveCount({ targetGroup: API, ...SOME });
    await expectTiles(page, { targetGroup: API, ...SOME });
    await page.getByRole('button', { name: 'Copy as Markdown' }).click();
    const copied = () => page.evaluate<string>('navigator.clipboard.readText()');
    await expect.poll(copied).toContain(`${counted(elb5xx)} of ${counted(requests)} requests were answered with 5xx`);
    expect(await copied()).toContain(page.url());
    expect(await copied()).toContain('TargetTimeout');
  });

  it('zooms by dragging over a graph, and everything follows', async () => {
    const page = await show('#dashboard');
    await expectTiles(page, {});
    const box = await boxOf(page.locator('.chosen-graphs .plot .u-over').first());
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.3, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.4, y, { steps: 4 });
    await page.mouse.move(box.x + box.width * 0.5, y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.url()).toContain('&from=2026-05-04T10:');
    const [from = 0, to = 0] = ['from', 'to'].map((name) =>
      Date.parse(new RegExp(`[#&]${name}=([^&]+)`).exec(page.url())?.[1] ?? ''),
    );
    expect(to - from).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(to - from).toBeLessThan(15 * MINUTE);
    await expectTiles(page, { from, to });
  });

  it('tells the incident of what is chosen, in the zone that is shown, with the email about it', async () => {
    const page = await show('#dashboard');
    await expect.poll(() => textOf(page, '.incident h3')).toMatch(/12:0\d – 12:\d\d (CEST|CET|GMT\+[12]): /);
    await page.getByRole('button', { name: 'UTC' }).click();
    await expect.poll(() => textOf(page, '.incident h3')).toMatch(/10:0\d – 10:\d\d UTC: /);
    expect(await textOf(page, '.incident .email-subject')).toMatch(/^\[(page|ticket)\] /);
    expect(await textOf(page, '.incident .email')).toContain('WHAT TO DO');
    await page.locator('.filter-bar select').first().selectOption({ label: 'quiet' });
    await expect.poll(() => textOf(page, '.incidents-none')).toContain('No incident in what you chose');
    await page.evaluate(`location.hash = '#dashboard&tg=${API}&cause=TargetTimeout'`);
    await expect.poll(() => textOf(page, '.incident h3')).toContain('load balancer shop');
    if (!IS_LONG) return;
    await page.evaluate(`location.hash = '#dashboard&cause=WafBlocked'`);
    await expect.poll(() => textOf(page, '.incidents-none')).toContain('No incident in what you chose');
  });

  const LOOKS = [
    [1440, false],
    [390, true],
    [1440, true],
    [390, false],
  ] as const;
  it.each(LOOKS.slice(0, rounds(1, LOOKS.length)))(
    'has nothing that axe finds wrong, %i wide, dark: %s',
    async (width, dark) => {
      const page = await show('#dashboard', { width, dark });
      await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      for (const section of ['dashboard', 'causes', 'places', 'examples', 'lines', 'bill'])
        expect([section, await findings(page, section)]).toEqual([section, []]);
    },
    120_000,
  );

  it('has sections with their content', async () => {
    const page = await show('#causes');
    for (const [section, text] of [
      ['causes', 'TargetTimeout'],
      ['examples', 'trace id'],
      ['lines', '0 unparsed'],
      ['bill', 'a month'],
    ] as const) {
      await page.evaluate(`location.hash = '#${section}'`);
      await page.locator(`main[data-section="${section}"]:not(.busy)`).waitFor();
      expect(await page.locator('main').textContent()).toContain(text);
    }
  });

  it('made no request beyond this machine and reported no error in all of this', () => {
    expect(problems).toEqual([]);
  });
});
