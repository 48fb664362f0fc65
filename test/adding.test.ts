/**
 * What CONTRIBUTING.md says of adding things holds: a copy of the code gets one made-up format, metric, cause, family
 * and setting, each in the places that the page names and nowhere else; then the copy's own types, function, stack,
 * bill and documents are asked.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { familySeries } from '../lib/monitoring/cost.ts';
import { albLine } from './support/alb-line.ts';
import { IS_LONG } from './support/rounds.ts';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);
/** Folders of the root that the copy does not need. Some are large: .data holds logs for the benchmarks. */
const NOT_COPIED = /^(\..*|node_modules|dist|test|bench|cdk\.out)$/;

/** Text of a file -> where to put what. */
type Addition = readonly [file: string, before: string, added: string];

const FORMAT: readonly Addition[] = [
  ['lambda/formats/index.ts', "import { waf } from './waf.ts';", "import { queueLog } from './queue-log.ts';\n"],
  ['lambda/formats/index.ts', '  nlbAccessVended,\n];', '  queueLog,\n'],
];
const FAMILY: readonly Addition[] = [
  [
    'lambda/catalogue/metrics/index.ts',
    'import type { FamilyDefinition }',
    "import { type QueueEntry, queues } from './queues.ts';\n",
  ],
  ['lambda/catalogue/metrics/index.ts', ' } as const satisfies {', ', queues'],
  ['lambda/catalogue/metrics/index.ts', '  readonly requests: RequestEntry;', '  readonly queues: QueueEntry;\n'],
];
const METRICS: readonly Addition[] = [
  [
    'lambda/catalogue/metrics/requests.ts',
    '    Elb4xx: {',
    `    Redirected: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Requests that were redirected.',
      observe: (entry) => startsWith(entry.elbStatusCode, '3'),
    },
    HeadRequests: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['LoadBalancer'],
      meaning: 'Requests of the method HEAD, which no kind of line decides.',
      observe: (entry) => entry.request.startsWith('HEAD '),
    },
`,
  ],
];
const CAUSE: readonly Addition[] = [
  [
    'lambda/catalogue/causes/unknown.ts',
    '  UnknownErrorReason: {',
    `  TeapotRefused: {
    side: 'client',
    codes: ['4xx'],
    meaning: 'The load balancer is a teapot.',
    tell: '418 without a target.',
    check: 'The spout.',
    page: \`\${TROUBLE}#teapot\`,
    show: 'Steam.',
    fix: 'Ask for tea.',
  },
`,
  ],
  ['lambda/diagnosis/cause.ts', "    case '501':\n", "    case '418':\n      return 'TeapotRefused';\n"],
];
const SETTING: readonly Addition[] = [
  [
    'lib/settings/settings.ts',
    '  pointInTimeRecovery: flag()',
    "  maxTeapots: wholeNumber(0, 9).default(DEFAULT_CONFIG.maxTeapots).describe('How many teapots are put up with.'),\n",
  ],
  [
    'lambda/config.ts',
    '  /** Add these to every metric, from the object key. */',
    '  /** How many teapots are put up with. */\n  readonly maxTeapots: number;\n',
  ],
  ['lambda/config.ts', '  extraDimensions: [],\n', '  maxTeapots: 3,\n'],
];

const FILES = {
  'lambda/catalogue/metrics/queues.ts': `/** Entries and metrics of the family \`queues\`. */
import { type FamilyDefinition, NO_VALUES } from './definition.ts';

/** One look at a queue. */
export interface QueueEntry {
  readonly time: number;
  readonly loadBalancer: string;
  /** Requests. */
  readonly depth: number;
}

export const queues = {
  title: 'Queues',
  sets: {
    All: { names: [], values: () => NO_VALUES },
    Queue: { names: ['LoadBalancer', 'Queue'], values: (entry) => [entry.loadBalancer, 'first'] },
  },
  metrics: {
    QueueFull: {
      form: 'Rate',
      unit: 'Count',
      statistic: 'Sum',
      by: ['All', 'Queue'],
      meaning: 'Looks at a queue that was full.',
      observe: ({ depth }) => depth > 99,
    },
  },
} as const satisfies FamilyDefinition<QueueEntry>;
`,
  'lambda/formats/queue-log.ts': `/** A made-up log: time, load balancer, depth. Source: this test. Key: \`queues/2026.queue.log\`. */
import { UNPARSED } from '../catalogue/entry.ts';
import { type Format, NO_FACTS } from './format.ts';

export const queueLog: Format<'queues'> = {
  name: 'queue-log',
  family: 'queues',
  encoding: 'utf8',
  framing: 'lines',
  owns: (_key, basename) => basename.endsWith('.queue.log'),
  looksLike: (line) => /^\\S+ queue-of-\\S+ \\d+$/.test(line),
  facts: () => NO_FACTS,
  parser: () => (line) => {
    const [time = '', loadBalancer = '', depth] = line.split(' ');
    if (depth === undefined) return UNPARSED;
    return { time: Date.parse(time), loadBalancer, depth: Number(depth) };
  },
};
`,
  // What a stranger would ask of the copy, by its own code.
  'asked.ts': `import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { cause } from './lambda/diagnosis/cause.ts';
import { DEFAULT_CONFIG } from './lambda/config.ts';
import { parseAlbAccess } from './lambda/formats/alb-access.ts';
import { formatNamed, recognize } from './lambda/formats/index.ts';
import { NO_FACTS } from './lambda/formats/format.ts';
import { ingest } from './lambda/ingest/ingest.ts';
import { shareAt } from './lambda/measure/cell.ts';
import { LogMetricsStack } from './lib/stack.ts';
import { DOCUMENTS } from './local/project/docs/documents.ts';

const config = { ...DEFAULT_CONFIG, profile: 'full' as const };
async function sums(key: string, format: string, text: string | Buffer) {
  const chunks = (async function* () { yield Buffer.from(text); })();
  const named = formatNamed(format);
  if (named === undefined) throw new Error(format);
  const { aggregates } = await ingest({ key, format: named, facts: NO_FACTS, chunks }, { config });
  const found: Record<string, number> = {};
  const add = (name: string, sum: number) => { found[name] = (found[name] ?? 0) + sum; };
  for (const { plan, cells } of aggregates.subjects.values()) {
    for (const cell of cells.values())
      plan.rates.forEach(({ name, place }) => add(plan.set + ' ' + name, shareAt(cell, place).sum));
  }
  return found;
}

const lines = readFileSync(process.argv[2] ?? '', 'utf8');
const key = recognize('queues/2026.queue.log');
const queue = '2026-03-04T10:00:01Z queue-of-shop 100\\n2026-03-04T10:00:02Z queue-of-shop 5\\n';
const stack = new LogMetricsStack(new App({ builtinCloudFormationValidation: false }), { families: ['requests', 'queues'], profile: 'full', maxTeapots: 7 });
const template = Template.fromStack(stack).toJSON();
const of = (type: string) => JSON.stringify(Object.values(template.Resources).filter((one: any) => one.Type === type));
const entry = parseAlbAccess(lines.split('\\n')[0] ?? '');
console.log(JSON.stringify({
  format: 'format' in key ? key.format.name : key.ignored,
  queues: await sums('queues/2026.queue.log', 'queue-log', queue),
  requests: await sums('a.log.gz', 'alb-access', gzipSync(lines)),
  cause: typeof entry === 'string' ? entry : cause({ ...entry, elbStatusCode: '418', targetStatusCode: undefined, actionsExecuted: undefined }),
  dashboard: of('AWS::CloudWatch::Dashboard'),
  functions: of('AWS::Lambda::Function'),
  bill: stack.metrics.dashboard.cost,
  documents: Object.fromEntries(await Promise.all(DOCUMENTS.map(async ({ path, generate }) => [path, generate(readFileSync(path, 'utf8'))]))),
}));
`,
};

/** What the copy said. */
interface Answer {
  readonly format: string;
  readonly queues: Readonly<Record<string, number>>;
  readonly requests: Readonly<Record<string, number>>;
  readonly cause: string;
  readonly dashboard: string;
  readonly functions: string;
  readonly bill: readonly { readonly line: string; readonly quantity: number }[];
  readonly documents: Readonly<Record<string, string>>;
}

describe('in a copy with one made-up thing of each kind', () => {
  let copy = '';
  let answer: Answer;

  beforeAll(async () => {
    copy = await mkdtemp(join(tmpdir(), 'adding-'));
    await cp(root, copy, { recursive: true, filter: (path) => !NOT_COPIED.test(path.slice(root.length + 1)) });
    for (const built of ['node_modules', 'dist']) await symlink(join(root, built), join(copy, built));
    for (const [file, text] of Object.entries(FILES)) await writeFile(join(copy, file), text);
    for (const addition of [...FORMAT, ...FAMILY, ...METRICS, ...CAUSE, ...SETTING]) await add(copy, addition);
    const lines = LINES.map((line) => `${line}\n`).join('');
    await writeFile(join(copy, 'lines.log'), lines);
    const node = async (...args: string[]) =>
      (await run(process.execPath, args, { cwd: copy, maxBuffer: 2 ** 26 })).stdout;
    await node('lib/settings/write-types.ts');
    answer = JSON.parse(await node('asked.ts', 'lines.log'));
  }, 300_000);

  afterAll(() => rm(copy, { recursive: true, force: true }));

  // The compiler takes longer than all the rest.
  test.runIf(IS_LONG)('the types ask for nothing else', { timeout: 300_000 }, async () => {
    const only = { extends: './tsconfig.json', include: ['lambda', 'lib', 'local'] };
    await writeFile(join(copy, 'tsconfig.copy.json'), JSON.stringify(only));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', 'tsconfig.copy.json'], { cwd: copy }).catch(
      (error: { readonly stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });

  test('the format knows its keys, and the function measures its lines', () => {
    expect(answer.format).toBe('queue-log');
    expect(answer.queues).toEqual({ 'All QueueFull': 1, 'Queue QueueFull': 1 });
    expect(answer.documents['docs/formats.md']).toContain('| [queue-log](#queue-log) | `queues` | its key |');
  });

  test('the family is on the dashboard, on the bill and in the documents, and may be read', () => {
    expect(answer.dashboard).toContain('Queues: QueueFull, share');
    expect(answer.bill).toContainEqual(expect.objectContaining({ line: 'metrics: queues', quantity: 2 }));
    expect(answer.functions).toContain('queues');
    expect(answer.documents['docs/formats.md']).toContain('### Queues');
    expect(answer.documents['docs/settings.md']).toMatch(/`families`.*queues/);
  });

  test('the metrics are counted by the core, drawn, on the bill and in the documents', () => {
    expect(answer.requests).toMatchObject({ 'LoadBalancer Redirected': 40, 'LoadBalancer HeadRequests': 20 });
    for (const name of ['Redirected', 'HeadRequests']) {
      expect(answer.dashboard).toContain(`Requests: ${name}, share`);
      expect(answer.documents['docs/formats.md']).toContain(`| \`${name}\` | rate | LoadBalancer |`);
    }
    const input = { families: ['requests'], profile: 'full', targetGroups: true, routes: 0, services: 0 } as const;
    const alarms = { metrics: 0, queries: [], composites: 0, hasVerdict: false };
    const before = familySeries('requests', { ...input, loadBalancers: 1, alarms });
    expect(answer.bill).toContainEqual(expect.objectContaining({ line: 'metrics: requests', quantity: before + 2 }));
  });

  test('the cause is found, and is on the dashboard and in the runbook with its code', () => {
    expect(answer.cause).toBe('TeapotRefused');
    expect(answer.dashboard).toContain('TeapotRefused');
    expect(answer.documents['docs/runbook.md']).toContain('### Cause TeapotRefused');
    expect(answer.documents['docs/runbook.md']).toMatch(/\| 402 .*418.*\[TeapotRefused\]/);
  });

  test('the setting reaches the function and the documents', () => {
    expect(answer.functions).toContain('\\"maxTeapots\\":7');
    expect(answer.documents['docs/settings.md']).toContain('| `maxTeapots` | `3` | a whole number from 0 to 9 |');
  });
});

/** Enough of each kind that the core knows them: 40 redirects, 20 requests of HEAD, 140 in all. */
const LINES = Array.from({ length: 140 }, (_, index) =>
  albLine({
    elbStatus: index < 40 ? '301' : '200',
    ...(index < 40 ? { targetStatus: '301' } : {}),
    request: `"${index >= 120 ? 'HEAD' : 'GET'} https://shop.example.com:443/ HTTP/1.1"`,
  }),
);

async function add(copy: string, [file, before, added]: Addition): Promise<void> {
  const path = join(copy, file);
  const [head, ...rest] = (await readFile(path, 'utf8')).split(before);
  if (rest.length !== 1) throw new Error(`${file} must have '${before}' once, has it ${rest.length} times`);
  await writeFile(path, `${head}${added}${before}${rest[0]}`);
}
