/** What the catalogue says of a cause; words of our own for what is none of it. */
import { CAUSES, type Cause, type CauseDefinition } from '../../../../../lambda/catalogue/causes.ts';

/** Causes beyond the series that one load balancer may have are counted together. */
const OTHER: CauseDefinition = {
  side: 'unknown',
  meaning: 'Rarer causes, counted together because of the setting maxSeriesPerLoadBalancer.',
  tell: '',
  check: 'The examples name each cause.',
  page: '',
};

export function causeWords(name: string): CauseDefinition {
  return isCause(name) ? CAUSES[name] : OTHER;
}

export function meaningOf(name: string): string {
  return causeWords(name).meaning;
}

function isCause(name: string): name is Cause {
  return Object.hasOwn(CAUSES, name);
}
