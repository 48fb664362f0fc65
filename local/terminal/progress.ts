/** A progress bar on standard error: only on a terminal, and only when the work takes longer than a second. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined };
const PATIENCE_MILLIS = 1000;

export function progress(label: string, total: number): Progress {
  if (!process.stderr.isTTY || total === 0) return SILENT;
  const bar = new SingleBar(
    {
      format: `${label} {bar} {percentage}% {eta_formatted} left`,
      hideCursor: true,
      stream: process.stderr,
      clearOnComplete: true,
    },
    Presets.rect,
  );
  const started = Date.now();
  return {
    update(done) {
      if (bar.isActive) bar.update(done);
      else if (Date.now() - started > PATIENCE_MILLIS) bar.start(total, done);
    },
    stop() {
      if (bar.isActive) bar.stop();
    },
  };
}
