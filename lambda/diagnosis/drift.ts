/**
 * What the ALB access log says that its documentation of late 2026 does not: one entry -> unknown names, so that what
 * AWS adds tomorrow is counted and shown instead of misread. Only for entries of the ALB access log.
 *
 * Source: Application Load Balancer user guide, "Access logs": types, actions, classifications, transforms, error
 * reasons.
 */

import { ERROR_REASONS } from '../catalogue/error-reasons.ts';
import { keptText } from '../catalogue/kept-text.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';

export interface Drift {
  /** The log's name of the field; `field 37` for one that has no name yet. */
  readonly field: string;
  /** The new name; that it is none, where it is none; the number of fields for a new field. */
  readonly value: string;
}

/** One line of the function's log. */
interface DriftLine extends Drift {
  readonly kind: 'drift';
  lines: number;
}

/** The drift of one object. */
export interface DriftNotes {
  /** By field and value, in the order in which the object has them first. */
  readonly lines: Map<string, DriftLine>;
  /** Of all, also of those without a line. */
  count: number;
}

/** Log lines of drift an object may leave; a log that is wholly strange would fill the log group. */
const LINES_MAX = 10;
const VALUE_CHARACTERS_MAX = 64;

export function createDriftNotes(): DriftNotes {
  return { lines: new Map(), count: 0 };
}

/** `times` entries that are like `entry` in all that drift looks at. */
export function noteDrift(notes: DriftNotes, entry: RequestEntry, times = 1): void {
  for (const { field, value } of drift(entry)) {
    notes.count += times;
    const key = keptText(`${field}=${value}`);
    const known = notes.lines.get(key);
    if (known !== undefined) known.lines += times;
    else if (notes.lines.size < LINES_MAX) {
      notes.lines.set(key, { kind: 'drift', field, value: keptText(value, VALUE_CHARACTERS_MAX), lines: times });
    }
  }
}

export const KNOWN = {
  fieldCount: 36,
  types: new Set(['http', 'https', 'h2', 'grpcs', 'ws', 'wss']),
  actions: new Set(['authenticate', 'fixed-response', 'forward', 'redirect', 'rewrite', 'waf', 'waf-failed']),
  errorReasons: new Set(Object.keys(ERROR_REASONS)),
  classifications: new Set(['Acceptable', 'Ambiguous', 'Severe']),
  classificationReasons: new Set([
    'BadContentLength',
    'BadHeader',
    'BadMethod',
    'BadTransferEncoding',
    'BadUri',
    'BadVersion',
    'MultipleContentLength',
    'MultipleTransferEncodingChunked',
    'SuspiciousTeClPresent',
    'AmbiguousUri',
    'BothTeClPresent',
    'DuplicateContentLength',
    'EmptyHeader',
    'SuspiciousHeader',
    'UndefinedContentLengthSemantics',
    'UndefinedTransferEncodingSemantics',
    'GetHeadZeroContentLength',
    'NonCompliantHeader',
    'NonCompliantVersion',
    'SpaceInUri',
  ]),
  requestTransformStatuses: new Set([
    'TransformSuccess',
    'TransformBufferTooSmall',
    'TransformCompileError',
    'TransformCompileTooBig',
    'TransformInvalidHost',
    'TransformInvalidPath',
    'TransformRegexSyntaxError',
    'TransformReplaceError',
  ]),
} as const;

/** How AWS writes names. What is none may be anything a client sent, and the log of the function must not hold that. */
const NAME = /^[\w-]{1,64}$/;

const NONE: readonly Drift[] = [];

export function drift(entry: RequestEntry): readonly Drift[] {
  if (isCommon(entry)) return NONE;
  const found: Drift[] = [];
  const expect = (field: string, value: string | undefined, known: ReadonlySet<string>): void => {
    if (value !== undefined && !known.has(value)) found.push({ field, value: redacted(value) });
  };
  expect('type', entry.type, KNOWN.types);
  for (const action of entry.actionsExecuted?.split(',') ?? []) expect('actions_executed', action, KNOWN.actions);
  expect('error_reason', entry.errorReason, KNOWN.errorReasons);
  expect('classification', entry.classification, KNOWN.classifications);
  expect('classification_reason', entry.classificationReason, KNOWN.classificationReasons);
  expect('request_transform_status', entry.requestTransformStatus, KNOWN.requestTransformStatuses);
  if (entry.fieldCount > KNOWN.fieldCount)
    found.push({ field: `field ${KNOWN.fieldCount + 1}`, value: `${entry.fieldCount} fields` });
  return found;
}

function redacted(value: string): string {
  return NAME.test(value) ? value : 'not a name';
}

/** Nearly every line: nothing but a forward, and no more fields than are known. */
function isCommon(entry: RequestEntry): boolean {
  return (
    entry.actionsExecuted === 'forward' &&
    entry.errorReason === undefined &&
    entry.classification === undefined &&
    entry.classificationReason === undefined &&
    entry.requestTransformStatus === undefined &&
    entry.fieldCount <= KNOWN.fieldCount &&
    entry.type !== undefined &&
    KNOWN.types.has(entry.type)
  );
}
