/**
 * The closed list of reasons why an application did not answer a request correctly, in words. diagnosis/cause.ts finds
 * the one of an entry. A cause is one entry here and a branch there.
 *
 * The one source of the metric dimension, the alarm text, the dashboard legend and docs/runbook.md.
 * Source: Application Load Balancer user guide, "Troubleshoot" and "Access logs"; AWS knowledge center, 502 errors.
 */
import type { StatusCode } from '../status-codes.ts';
import { CLIENT_CAUSES } from './clients.ts';
import { CLOUDFRONT_CAUSES } from './cloudfront.ts';
import type { CauseDefinition, CauseDefinitions } from './definition.ts';
import { IDENTITY_CAUSES } from './identity.ts';
import { LAMBDA_CAUSES } from './lambda-targets.ts';
import { LOAD_BALANCER_CAUSES } from './load-balancer.ts';
import { TARGET_CAUSES } from './targets.ts';
import { UNKNOWN_CAUSES } from './unknown.ts';

export const CAUSES = {
  ...TARGET_CAUSES,
  ...CLOUDFRONT_CAUSES,
  ...LAMBDA_CAUSES,
  ...CLIENT_CAUSES,
  ...IDENTITY_CAUSES,
  ...LOAD_BALANCER_CAUSES,
  ...UNKNOWN_CAUSES,
} as const satisfies CauseDefinitions;

export type Cause = keyof typeof CAUSES;

export function isCause(name: string): name is Cause {
  return Object.hasOwn(CAUSES, name);
}

/** Causes of which a client sees this code, those of few codes first. */
export function causesOf(code: StatusCode): readonly Cause[] {
  return Object.entries<CauseDefinition>(CAUSES)
    .filter(([, { codes }]) => codes.includes(code))
    .sort(([, left], [, right]) => left.codes.length - right.codes.length)
    .map(([name]) => name)
    .filter(isCause);
}

/** Anchor of the cause's section in docs/runbook.md; alarms of the same name have their own sections. */
export function causeAnchor(name: string): string {
  return `cause-${name.toLowerCase()}`;
}
