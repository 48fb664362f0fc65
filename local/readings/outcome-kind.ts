/** All of an outcome of requests but its minute. Also known to the browser. */
import type { Cause } from '../../lambda/catalogue/causes/index.ts';

export interface OutcomeKind {
  readonly loadBalancer: string;
  readonly targetGroup: string | undefined;
  readonly route: string | undefined;
  readonly service: string | undefined;
  readonly elbStatusCode: string | undefined;
  /** Undefined where nothing failed. */
  readonly cause: Cause | undefined;
}
