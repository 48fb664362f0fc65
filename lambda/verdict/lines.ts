/**
 * The pipeline's log lines of many objects -> the parts of the evidence that are in lines: failures by place and cause,
 * targets, changes and examples. Lines come as they were written, or as CloudWatch Logs gives them back; what is not of
 * the right shape is passed over.
 */
import { type Cause, isCause } from '../catalogue/causes/index.ts';
import { isObject } from '../catalogue/json-object.ts';
import type {
  Change,
  DurationRow,
  Evidence,
  ExampleRequest,
  FailureRow,
  SlowTargetRow,
  TargetRow,
} from './evidence.ts';

export type LineEvidence = Pick<
  Evidence,
  'failures' | 'durations' | 'targets' | 'slowTargets' | 'changes' | 'examples'
>;

/** A log line, and the key of the object that it reports. */
export type ObjectLine = Readonly<Record<string, unknown>>;

const MINUTE = 60_000;

export function lineEvidence(lines: Iterable<ObjectLine>): LineEvidence {
  const found = { failures: [], durations: [], targets: [], slowTargets: [], changes: [], examples: [] } as {
    failures: FailureRow[];
    durations: DurationRow[];
    targets: TargetRow[];
    slowTargets: SlowTargetRow[];
    changes: Change[];
    examples: ExampleRequest[];
  };
  for (const line of lines) {
    switch (line.kind) {
      case 'failures':
        found.failures.push(...failureRows(line));
        found.durations.push(...durationRows(line));
        break;
      case 'targets':
        found.targets.push(...targetRowsIn(line));
        break;
      case 'targetOutlier':
        found.slowTargets.push(...slowTargetRow(line));
        break;
      case 'apiCall':
        found.changes.push(...apiCall(line));
        break;
      case 'healthChange':
        found.changes.push(...healthChange(line));
        break;
      case 'error':
        found.examples.push(...example(line));
        break;
      default:
    }
  }
  return found;
}

function failureRows(line: ObjectLine): FailureRow[] {
  const { loadBalancer, from, rows } = line;
  const start = timeIn(from);
  if (typeof loadBalancer !== 'string' || start === undefined || !Array.isArray(rows)) return [];
  const node = nodeOf(line);
  return rows.filter(isObject).flatMap((row): FailureRow[] => {
    const { elbStatusCode, minutes } = row;
    if (typeof elbStatusCode !== 'string' || !Array.isArray(minutes)) return [];
    const like = {
      loadBalancer,
      statusCode: elbStatusCode,
      ...texts(row, ['targetGroup', 'route', 'service']),
      ...causeOf(row),
      ...node,
    };
    return minutes.flatMap((requests, minute): FailureRow[] =>
      typeof requests === 'number' && requests > 0 ? [{ at: start + minute * MINUTE, ...like, requests }] : [],
    );
  });
}

/** The same rows, by how long the requests took. */
function durationRows(line: ObjectLine): DurationRow[] {
  const { loadBalancer, from, rows } = line;
  const at = timeIn(from);
  if (typeof loadBalancer !== 'string' || at === undefined || !Array.isArray(rows)) return [];
  return rows.filter(isObject).flatMap((row): DurationRow[] => {
    const { elbStatusCode, minutes, requests, elapsed } = row;
    const { cause } = causeOf(row);
    if (cause === undefined || typeof requests !== 'number' || !Array.isArray(minutes)) return [];
    const statusCode = typeof elbStatusCode === 'string' ? elbStatusCode : '-';
    const place = texts(row, ['targetGroup', 'route', 'service']);
    return [
      { at, minutes: minutes.length, loadBalancer, ...place, cause, statusCode, requests, elapsed: tenthsOf(elapsed) },
    ];
  });
}

/** `{ "10.0": 3 }` -> `[[100, 3]]`. */
function tenthsOf(elapsed: unknown): [number, number][] {
  if (!isObject(elapsed)) return [];
  return Object.entries(elapsed).flatMap(([seconds, requests]): [number, number][] => {
    const tenths = Math.round(Number(seconds) * 10);
    return typeof requests === 'number' && requests > 0 && tenths >= 0 && tenths < TENTHS_END
      ? [[tenths, requests]]
      : [];
  });
}

/** As lambda/measure/outcomes.ts has it; a table is as long as the longest time. */
const TENTHS_END = 16_384;

/** Keys of Elastic Load Balancing end with the end of the interval, the node's address and random characters. */
function nodeOf({ key }: ObjectLine): { readonly node?: string } {
  const node = typeof key === 'string' ? /_\d{8}T\d{4}Z_([0-9a-fA-F.:]+)_\w+\.log(?:\.gz)?$/.exec(key)?.[1] : undefined;
  return node === undefined ? {} : { node };
}

/**
 * When the object begins: its key names the end of its five minutes; else the line was written some minutes after it.
 */
function startOfObject({ key, timestamp }: ObjectLine): number | undefined {
  const stamp = typeof key === 'string' ? /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/.exec(key) : null;
  if (stamp === null) return typeof timestamp === 'number' ? timestamp - OBJECT_MILLIS : undefined;
  const [, year, month, day, hour, minute] = stamp;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`) - OBJECT_MILLIS;
}

const OBJECT_MILLIS = 5 * MINUTE;

function targetRowsIn(line: ObjectLine): TargetRow[] {
  const { loadBalancer, targetGroup, targets, worst } = line;
  const at = startOfObject(line);
  if (typeof loadBalancer !== 'string' || typeof targetGroup !== 'string' || at === undefined) return [];
  if (typeof targets !== 'number' || !Array.isArray(worst)) return [];
  return worst.filter(isObject).flatMap((row): TargetRow[] => {
    const { target, requests, errors } = row;
    if (typeof target !== 'string' || typeof requests !== 'number' || typeof errors !== 'number') return [];
    return [{ at, loadBalancer, targetGroup, target, requests, failed: errors, ofTargets: targets }];
  });
}

function slowTargetRow(line: ObjectLine): SlowTargetRow[] {
  const { loadBalancer, targetGroup, target, requests, p99, groupP99 } = line;
  const at = startOfObject(line);
  const isNamed = typeof loadBalancer === 'string' && typeof targetGroup === 'string' && typeof target === 'string';
  if (at === undefined || !isNamed || typeof requests !== 'number') return [];
  if (typeof p99 !== 'number' || typeof groupP99 !== 'number' || p99 < SLOW_TIMES * groupP99) return [];
  return [{ at, loadBalancer, targetGroup, target, requests, p99, groupP99 }];
}

/** As outliers.ts has it; a target that only fails more is in the line too. */
const SLOW_TIMES = 2;

/** Calls that were refused changed nothing. */
function apiCall(line: ObjectLine): Change[] {
  const at = timeIn(line.time);
  if (at === undefined || typeof line.what !== 'string' || line.errorCode !== undefined) return [];
  const targetGroup =
    typeof line.resource === 'string' ? /targetgroup\/[^/]+\/[^/]+/.exec(line.resource)?.[0] : undefined;
  const named = targetGroup === undefined ? {} : { targetGroup };
  return [{ at, kind: 'apiCall', what: line.what, ...texts(line, ['who', 'loadBalancer']), ...named }];
}

function healthChange(line: ObjectLine): Change[] {
  const at = timeIn(line.time);
  if (at === undefined) return [];
  const what = typeof line.reasonCode === 'string' ? line.reasonCode : 'health check';
  const place = texts(line, ['loadBalancer', 'targetGroup', 'target']);
  return [{ at, kind: line.to === 'FAIL' ? 'unhealthy' : 'healthy', what, ...place }];
}

function example(line: ObjectLine): ExampleRequest[] {
  const at = timeIn(line.time);
  if (at === undefined || typeof line.loadBalancer !== 'string') return [];
  const { targetProcessingTime, elbStatusCode } = line;
  return [
    {
      ...{ at, loadBalancer: line.loadBalancer, ...causeOf(line) },
      ...texts(line, ['targetGroup', 'route', 'service', 'target', 'traceId', 'method', 'path']),
      ...(typeof elbStatusCode === 'string' ? { statusCode: elbStatusCode } : {}),
      ...(typeof targetProcessingTime === 'number' ? { targetProcessingTime } : {}),
    },
  ];
}

function causeOf({ cause }: ObjectLine): { readonly cause?: Cause } {
  return typeof cause === 'string' && isCause(cause) ? { cause } : {};
}

function timeIn(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** The members of these names that are texts. */
function texts<Name extends string>(line: ObjectLine, names: readonly Name[]): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = line[name];
    if (typeof value === 'string') found[name] = value;
  }
  return found;
}
