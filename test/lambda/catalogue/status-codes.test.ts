/** The index of codes names every cause that a line with the code can have. */
import { describe, expect, test } from 'vitest';
import { CAUSES, type Cause, causesOf } from '../../../lambda/catalogue/causes/index.ts';
import type { RequestEntry } from '../../../lambda/catalogue/metrics/requests.ts';
import { isListed, otherCodes, STATUS_CODES, type StatusCode } from '../../../lambda/catalogue/status-codes.ts';
import { cause } from '../../../lambda/diagnosis/cause.ts';
import { albEntry } from '../../support/alb-line.ts';

const ALL = ['000', ...Array.from({ length: 200 }, (_, index) => String(400 + index))];
const listed = (code: string): StatusCode => {
  if (isListed(code)) return code;
  return code < '500' ? '4xx' : '5xx';
};

/** For any code, because rules and AWS WAF answer with any. What nothing explains is unknown. */
const ANY: readonly Cause[] = [
  ...(['FixedResponse', 'WafBlocked', 'WafUnavailable'] as const),
  ...(['UnknownLoadBalancer4xx', 'UnknownLoadBalancer5xx'] as const),
];

const CHOICES: readonly Partial<RequestEntry>[][] = [
  [{ target: undefined }, { target: '10.0.0.1:80' }],
  [{ requestProcessingTime: undefined }, { requestProcessingTime: 0.001 }],
  [{ targetProcessingTime: undefined }, { targetProcessingTime: 0.001 }, { targetProcessingTime: 2 }],
  [{ responseProcessingTime: undefined }, { responseProcessingTime: 0 }],
  [{ actionsExecuted: 'forward' }, { actionsExecuted: 'waf,authenticate' }, { actionsExecuted: undefined }],
  [{ type: 'https' }, { type: 'h2' }, { type: 'wss' }],
  [{ classification: undefined }, { classification: 'Severe' }],
  [{ requestTransformStatus: undefined }, { requestTransformStatus: 'TransformInvalidPath' }],
  [{ targetErrorCode: undefined }, { targetErrorCode: '0x8' }],
  [{ requestTime: undefined }, { requestTime: 0.003 }],
];

/** Every choice of the fields that a cause is found by. */
const SHAPES: readonly RequestEntry[] = CHOICES.reduce<readonly RequestEntry[]>(
  (all, choices) => all.flatMap((one) => choices.map((choice) => ({ ...one, ...choice }))),
  [albEntry()],
);

function causesFound(code: string): ReadonlySet<Cause> {
  const found = new Set<Cause>();
  for (const targetStatusCode of [undefined, code]) {
    for (const shape of SHAPES) {
      const one = cause(Object.assign(shape, { elbStatusCode: code, targetStatusCode }));
      if (one !== undefined) found.add(one);
    }
  }
  return found;
}

describe('the index of codes', () => {
  test('has every code that somebody may look for', () => {
    const known = new Set([...Object.keys(STATUS_CODES), ...otherCodes('4xx'), ...otherCodes('5xx')]);
    expect(ALL.filter((code) => !known.has(code))).toEqual([]);
    for (const code of ['000', '400', '460', '463', '464', '499', '502', '503', '504', '561', '562'])
      expect(Object.keys(STATUS_CODES)).toContain(code);
  });

  test.each(ALL.filter((code) => isListed(code) || code === '418' || code === '510'))(
    'names every cause that a line with %s has without a reason',
    (code) => {
      const named = new Set([...causesOf(listed(code)), ...ANY]);
      expect([...causesFound(code)].filter((one) => !named.has(one))).toEqual([]);
    },
  );

  test('has a code for every cause but one that any code can have', () => {
    const none = Object.entries(CAUSES).filter(([, { codes }]) => codes.length === 0);
    expect(none.map(([name]) => name)).toEqual(['UnknownErrorReason']);
  });
});
