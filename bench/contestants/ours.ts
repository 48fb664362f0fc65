/**
 * Our own ingest over files, as the function runs it, with every metric of the catalogue.
 *
 * `product` (what the function does) or `reference` (the plain path behind it), further words that change the
 * settings, then files -> every measure as one line; verify.ts knows what they must be.
 */

import { type Config, DEFAULT_CONFIG } from '../../lambda/config.ts';
import { albAccess } from '../../lambda/formats/alb-access.ts';
import { NO_FACTS } from '../../lambda/formats/format.ts';
import { ingest } from '../../lambda/ingest/ingest.ts';
import { readObject } from '../../lambda/ingest/reference.ts';
import type { Aggregates, MeasuredSubject } from '../../lambda/measure/aggregate.ts';
import { type Cell, shareAt } from '../../lambda/measure/cell.ts';
import type { Ingested } from '../../lambda/measure/ingested.ts';
import { mergeAggregates } from '../../lambda/measure/merge.ts';
import type { Plan } from '../../lambda/measure/plans.ts';
import { fileChunks } from '../../local/read/file-chunks.ts';
import { answer } from '../answer.ts';

const [path, ...rest] = process.argv.slice(2);
const words = rest.filter((word) => word.startsWith('--'));
const files = rest.filter((word) => !word.startsWith('--'));

/** Twenty patterns; those that match come last, so that most lines try them all. */
const MATCHING = ['/', '/items/:id', '/cart/:id/items', '/users/:id/profile', '/assets/*'];
const ROUTES: Config['routes'] = Array.from({ length: 20 }, (_, index) => ({
  name: `route-${index}`,
  path: MATCHING[index - 15] ?? `/v${index}/orders/:id`,
}));

const config: Config = {
  ...DEFAULT_CONFIG,
  // The cap is there to keep a bill small; here nothing may be folded into Other.
  maxSeriesPerLoadBalancer: 100_000,
  ...(words.includes('--routes') ? { routes: ROUTES } : {}),
  ...(words.includes('--plain')
    ? { examples: { errors: 0, slowest: 0, query: false, clientAddress: false, userAgent: false } }
    : {}),
};

let all: Aggregates | undefined;
let lines = 0;
for (const file of files) {
  const { aggregates, lines: account } = await read(file);
  lines += account.parsed + account.skipped + account.unparsed;
  if (account.parsed !== account.parsed + account.skipped + account.unparsed) {
    throw new Error(`${file}: ${account.skipped} lines skipped, ${account.unparsed} unparsed: must be none`);
  }
  if (all === undefined) all = aggregates;
  else mergeAggregates(all, aggregates);
}
answer(words.includes('--lines') ? [String(lines)] : [...(all?.subjects.values() ?? [])].flatMap(measuresOf));

async function read(file: string): Promise<Ingested> {
  const endpoint = words.find((word) => word.startsWith('--s3='))?.slice('--s3='.length);
  const chunks = endpoint === undefined ? fileChunks(file) : await fromS3(endpoint);
  const object = { key: file, format: albAccess, facts: NO_FACTS, chunks };
  return path === 'reference' ? readObject(object, albAccess, { config }) : ingest(object, { config });
}

/** The bytes through the S3 client, loaded only here because loading it takes time and memory. */
async function fromS3(endpoint: string): Promise<AsyncIterable<Uint8Array>> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { GONE, openObject, S3_OPTIONS } = await import('../../lambda/read/object.ts');
  const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
  const client = new S3Client({ ...S3_OPTIONS, endpoint, region: 'eu-central-1', forcePathStyle: true, credentials });
  const place = {
    bucket: 'logs',
    key: 'object',
    versionId: undefined,
    etag: undefined,
    size: undefined,
    isReplay: false,
  };
  const opened = await openObject(client, place, new AbortController().signal);
  if (opened === GONE) throw new Error(`there is no object at ${endpoint}`);
  return opened.chunks;
}

function measuresOf({ plan, cells }: MeasuredSubject): string[] {
  if (plan.set !== 'LoadBalancer' && plan.set !== 'TargetGroup') return [];
  return [...cells.values()].flatMap((cell) => measures(plan, cell));
}

function measures(plan: Plan<never>, cell: Cell): string[] {
  const lines: string[] = [];
  const place = [...cell.values, new Date(cell.periodStart).toISOString().slice(0, 16)].join(' ');
  const show = (metric: string, value: number | undefined) => {
    if (value !== undefined && value !== 0) lines.push(`${place} ${metric}\t${value}`);
  };
  show('requests', shareAt(cell, 0).count);
  plan.rates.forEach(({ name, place }) => {
    show(name, shareAt(cell, place).sum);
  });
  plan.statistics.forEach(({ name }, at) => {
    show(name, cell.statistics[at]?.sum);
  });
  plan.distributions.forEach(({ name }, at) => {
    show(`${name} count`, cell.distributions[at]?.count);
    show(`${name} milliseconds`, Math.round((cell.distributions[at]?.sumMillionths ?? 0) / 1_000));
  });
  plan.tallies.forEach(({ name }, at) => {
    if (name === 'ErrorCause') return;
    for (const [label, count] of cell.tallies[at] ?? []) show(`${name}=${label}`, count);
  });
  return lines;
}
