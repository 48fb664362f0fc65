/** One sentence that says what a measurement ran on, and when. */

import { arch, cpus, platform, totalmem } from 'node:os';

export function machine(): string {
  const all = cpus();
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GB`;
  const model = all[0]?.model.trim() ?? 'unknown processor';
  const date = new Date().toISOString().slice(0, 10);
  return `${all.length} × ${model}, ${memory}, ${platform()} ${arch()}, Node ${process.version}, ${date}.`;
}
