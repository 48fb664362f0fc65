/**
 * A Chromium of this machine, found and started without anything that reaches beyond it: for pictures and tests of the
 * page.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  // Without windows and what belongs to them, it takes less time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path in CHROMIUM where that is set, else where systems put one; undefined where there is none. */
export function browserPath(): string | undefined {
  const given = process.env.CHROMIUM;
  return (given === undefined ? PLACES : [given]).find((path) => existsSync(path));
}

/** Each start has its own profile, made and removed by playwright. */
export function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
