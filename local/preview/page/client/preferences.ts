/** What a person chose for good: the zone of times and the colors. Kept by the browser, where it lets us. */

export type Zone = 'local' | 'utc';
export type Theme = 'system' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

let currentZone: Zone = stored('zone') === 'utc' ? 'utc' : 'local';
let currentTheme: Theme = THEMES.find((theme) => theme === stored('theme')) ?? 'system';

export function zone(): Zone {
  return currentZone;
}

export function setZone(next: Zone): void {
  currentZone = next;
  store('zone', next);
}

export function theme(): Theme {
  return currentTheme;
}

export function setTheme(next: Theme): void {
  currentTheme = next;
  store('theme', next);
  applyTheme();
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
}

export function isDark(): boolean {
  return currentTheme === 'dark' || (currentTheme === 'system' && isSystemDark());
}

/** Light where nothing tells, as in a test. */
function isSystemDark(): boolean {
  return 'matchMedia' in globalThis && matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Calls back when the look has changed by the system's own setting, until the function it gives is called. */
export function onSystemTheme(changed: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const follow = (): void => {
    applyTheme();
    changed();
  };
  system.addEventListener('change', follow);
  return () => system.removeEventListener('change', follow);
}

function stored(name: string): string | null {
  try {
    return localStorage.getItem(`elb-log-metrics.${name}`);
  } catch {
    // A file opened from disk may have no storage.
    return null;
  }
}

function store(name: string, value: string): void {
  try {
    localStorage.setItem(`elb-log-metrics.${name}`, value);
  } catch {
    // Then the choice lasts as long as the page.
  }
}
