/** What the catalogue says of a cause; our own words for what is none of it. */

import type { CauseDefinition } from '../../../../../lambda/catalogue/causes/definition.ts';
import { CAUSES, isCause } from '../../../../../lambda/catalogue/causes/index.ts';

type CauseWords = Pick<CauseDefinition, 'side' | 'meaning' | 'tell' | 'check' | 'page'>;

/** Causes beyond the series that one load balancer may have are counted together. */
const OTHER: CauseWords = {
  side: 'unknown',
  meaning: 'Rarer causes, counted together because of the setting maxSeriesPerLoadBalancer.',
  tell: '',
  check: 'The examples name each cause.',
  page: '',
};

export function causeWords(name: string): CauseWords {
  return isCause(name) ? CAUSES[name] : OTHER;
}

export function meaningOf(name: string): string {
  return causeWords(name).meaning;
}
