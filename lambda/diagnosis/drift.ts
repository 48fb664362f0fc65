/**
 * What the ALB access log says that its documentation of late 2026 does not: one entry -> unknown names, so that what
 * AWS adds tomorrow is counted and shown instead of misread. Only for entries of the ALB access log.
 *
 * Source: Application Load Balancer user guide, "Access logs": types, actions, classifications, transforms, error
 * reasons.
 */

import { ERROR_REASONS } from '../catalogue/error-reasons.ts';
import type { RequestEntry } from '../catalogue/metrics/requests.ts';

export interface Drift {
  /** The log's name of the field; `field 37` for one that has no name yet. */
  readonly field: string;
  /** The new name; that it is none, where it is none; the number of fields for a new field. */
  readonly value: string;
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
