/**
 * Shows progress on standard error: a bar on a terminal, plain lines where it is piped. Both only when the work takes
 * long.
 */
import { Presets, SingleBar } from 'cli-progress';
import { printError } from './print.ts';

export interface Progress {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined };
const PATIENCE_MILLIS = 1000;
/** A log of a CI run needs no more, and nobody waits a silent minute. */
const LINE_MILLIS = 15_000;

export function progress(label: string, total: number): Progress {
  if (total === 0) return SILENT;
  return process.stderr.isTTY ? bar(label, total) : lines(label, total);
}

function bar(label: string, total: number): Progress {
  const shown = new SingleBar(
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
      if (shown.isActive) shown.update(done);
      else if (Date.now() - started > PATIENCE_MILLIS) shown.start(total, done);
    },
    stop() {
      if (shown.isActive) shown.stop();
    },
  };
}

function lines(label: string, total: number): Progress {
  let last = Date.now();
  return {
    update(done) {
      if (Date.now() - last < LINE_MILLIS) return;
      last = Date.now();
      printError(`${label}: ${Math.floor((100 * done) / total)} %`);
    },
    stop: () => undefined,
  };
}

/** Names a part of the work that has no measure, once so much has gone before that a person waits. */
export function step(label: string, startedAt: number): void {
  if (Date.now() - startedAt > LINE_MILLIS) printError(`${label} …`);
}
