/** `npm start [-- PATH…]`: what these logs say, by the code that runs in the function. Without paths: a built-in incident. */
import { parseArgs } from 'node:util';
import { ingestAll } from './ingest-all.ts';
import { localSources } from './objects.ts';
import { progress } from './progress.ts';
import { SAMPLE_ROUTES, sampleSources } from './sample-sources.ts';
import { localConfig } from './settings.ts';
import { summary } from './summary.ts';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { format: { type: 'string' }, settings: { type: 'string' } },
  });
  const sample = positionals.length === 0;
  if (sample) console.log('No logs given: three hours of made-up traffic in which a deployment goes wrong.\n');
  const sources = sample ? sampleSources(new Date()) : await localSources(positionals);
  const bar = progress(
    'reading',
    sources.reduce((sum, { size }) => sum + (size ?? 0), 0),
  );
  const config = await localConfig(values.settings);
  const all = await ingestAll(sources, {
    config: sample && config.routes.length === 0 ? { ...config, routes: SAMPLE_ROUTES } : config,
    onProgress: bar.update,
    ...(values.format === undefined ? {} : { format: values.format }),
  });
  bar.stop();
  console.log(summary(all));
  return all.failed.length > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(`start: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  },
);
