/** What is said of a cause. */
import type { StatusCode } from '../status-codes.ts';

export interface CauseDefinition {
  /** Who has to act. */
  readonly side: Side;
  /**
   * Codes that the client then sees; where there are none, any code. `4xx` and `5xx`: any that status-codes.ts does not
   * list.
   */
  readonly codes: readonly StatusCode[];
  /** What happened, one sentence. */
  readonly meaning: string;
  /** How the log distinguishes it from similar causes. */
  readonly tell: string;
  /** What to look at first. */
  readonly check: string;
  /** AWS's page. */
  readonly page: string;
  /** What happens when a timeout ends such requests, to be followed by `after 30.0 s`. */
  readonly timeout?: string;
  /** The command or console path that shows it, and what to look for there. Markdown. */
  readonly show: string;
  /** What to do about it in the middle of the night. Markdown. */
  readonly fix: string;
  /** How it looks when it is over, where that is not simply that the cause is no longer counted. */
  readonly over?: string;
}

export type CauseDefinitions = Readonly<Record<string, CauseDefinition>>;

export type Side = 'client' | 'loadBalancer' | 'target' | 'waf' | 'identityProvider' | 'unknown';

/** The sides in words for people. */
export const SIDES: Readonly<Record<Side, string>> = {
  client: 'client',
  loadBalancer: 'load balancer',
  target: 'target',
  waf: 'AWS WAF',
  identityProvider: 'identity provider',
  unknown: 'not known',
};

export const GUIDE = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application';
export const TROUBLE = `${GUIDE}/load-balancer-troubleshooting.html`;
export const ACCESS_LOGS = `${GUIDE}/load-balancer-access-logs.html`;
export const CLOUDFRONT = 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide';
export const REASONS = `${ACCESS_LOGS}#error-reason-codes`;
