/** Codes and their causes, jointly. */
import { expect, test } from 'vitest';
import { codeCauses, codeText } from '../../../lambda/diagnosis/codes.ts';
import { addOutcome, createOutcomes, type Outcome, outcomeTable } from '../../../lambda/measure/outcomes.ts';

function textsOf(all: readonly (readonly [string | undefined, Outcome['cause'], number])[]): string[] {
  const outcomes = createOutcomes();
  for (const [index, [elbStatusCode, cause, requests]] of all.entries()) {
    const place = { loadBalancer: 'app/a/1', targetGroup: undefined, route: undefined, service: undefined };
    const outcome = { periodStart: index * 60_000, ...place };
    addOutcome(outcomes, { ...outcome, elbStatusCode, cause }, { requests });
  }
  return codeCauses(outcomeTable(outcomes).rows).map(codeText);
}

test('each code is the sum of its causes, over all minutes', () => {
  expect(
    textsOf([
      ['504', 'TargetTimeout', 500],
      ['504', 'TargetConnectTimeout', 3],
      ['502', 'TargetClosedAtOnce', 7],
      ['504', 'TargetTimeout', 8],
      ['200', undefined, 10_000],
    ]),
  ).toEqual(['504: 511 = TargetTimeout 508 + TargetConnectTimeout 3', '502: 7 = TargetClosedAtOnce 7']);
});

test('what targets answer themselves below 500 is said next to the causes, where every request is known', () => {
  expect(
    textsOf([
      ['404', undefined, 1200],
      ['404', 'FixedResponse', 30],
      [undefined, 'UnknownNoStatus', 2],
    ]),
  ).toEqual(['404: 1,230 = FixedResponse 30 + answers of targets 1,200', '-: 2 = UnknownNoStatus 2']);
});
