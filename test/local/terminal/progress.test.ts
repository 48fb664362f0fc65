import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progress, step } from '../../../local/terminal/progress.ts';

describe('progress where standard error is piped', () => {
  const printed: string[] = [];
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('process', { ...process, stderr: { isTTY: false } });
    vi.spyOn(console, 'error').mockImplementation((text: string) => void printed.push(text));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    printed.length = 0;
  });

  it('is a plain line now and then, and never a silent minute', () => {
    const bar = progress('reading', 600);
    for (let second = 1; second <= 60; second++) {
      vi.advanceTimersByTime(1_000);
      bar.update(second * 10);
    }
    expect(printed).toEqual(['reading: 25 %', 'reading: 50 %', 'reading: 75 %', 'reading: 100 %']);
  });

  it('says nothing of work that is short', () => {
    const bar = progress('reading', 100);
    bar.update(50);
    bar.update(100);
    bar.stop();
    step('finding incidents', Date.now());
    expect(printed).toEqual([]);
  });

  it('names the steps after a long reading', () => {
    step('finding incidents', Date.now() - 20_000);
    expect(printed).toEqual(['finding incidents …']);
  });
});
