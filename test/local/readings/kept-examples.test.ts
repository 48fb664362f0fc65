import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cause } from '../../../lambda/catalogue/causes/index.ts';
import { addExample, createKeptExamples, keepsSlow, keptLines } from '../../../local/readings/kept-examples.ts';
import { rounds } from '../../support/rounds.ts';

const START = Date.parse('2026-05-04T10:00:00Z');

const request = fc.record({
  time: fc.integer({ min: 0, max: 40 }).map((minute) => START + minute * 60_000),
  loadBalancer: fc.constantFrom<string[]>('app/shop/1', 'app/caf\\xc3\\xa9/2'),
  targetGroup: fc.constantFrom('targetgroup/api/1', undefined),
  elbStatusCode: fc.constantFrom<string[]>('200', '504'),
  cause: fc.constantFrom<(Cause | undefined)[]>('TargetTimeout', undefined),
  requestTime: fc.constantFrom<(number | undefined)[]>(undefined, 0.5, 1, 30),
  requestProcessingTime: fc.constantFrom(undefined, 0.001),
  targetProcessingTime: fc.constantFrom<(number | undefined)[]>(undefined, 0.4, 2, 60),
  responseProcessingTime: fc.constant(undefined),
  route: fc.constantFrom('pay', undefined),
  service: fc.constant(undefined),
});
type Request = typeof request extends fc.Arbitrary<infer One> ? One : never;

/** As the function's log has it. Its number distinguishes equal ones. */
function lineOf({ time, loadBalancer, ...rest }: Request, number: number) {
  const name = loadBalancer.replace('\\xc3\\xa9', 'é');
  return { kind: 'slow', number, time: new Date(time).toISOString(), loadBalancer: name, ...rest };
}

describe('examples of slow requests', () => {
  it('are the same where lines that would not be kept are not even made', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 120 }), fc.integer({ min: 30, max: 100 }), (requests, linesMax) => {
        const [all, some] = [createKeptExamples(), createKeptExamples()];
        let made = 0;
        requests.forEach((one, number) => {
          addExample(all, lineOf(one, number), linesMax);
          if (!keepsSlow(some, one)) return;
          made += 1;
          addExample(some, lineOf(one, number), linesMax);
        });
        expect(keptLines(some)).toEqual(keptLines(all));
        expect([...some.offered.values()]).toEqual([...all.offered.values()]);
        expect(made).toBeLessThanOrEqual(requests.length);
      }),
      { numRuns: rounds(70, 200) },
    );
  });

  it('are not made once there are as many as are kept of a time, and all of them took longer', () => {
    const kept = createKeptExamples();
    const slow: Request = {
      ...{ time: START, loadBalancer: 'app/shop/1', targetGroup: undefined, route: undefined, service: undefined },
      ...{ elbStatusCode: '200', cause: undefined, requestTime: undefined },
      ...{ requestProcessingTime: undefined, targetProcessingTime: undefined, responseProcessingTime: undefined },
    };
    const asked = Array.from({ length: 30 }, (_, number) => {
      const one = { ...slow, targetProcessingTime: 60 - number };
      const isWanted = keepsSlow(kept, one);
      if (isWanted) addExample(kept, lineOf(one, number));
      return isWanted;
    });
    expect(asked).toEqual(asked.map((_, number) => number < 10));
    expect([...kept.offered.values()]).toEqual([{ kind: 'slow', cause: '', count: 30 }]);
  });
});
