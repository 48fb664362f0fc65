/**
 * Every example of "Configuring how CloudWatch alarms treat missing data" (amazon-cloudwatch-user-guide,
 * AlarmThatSendsEmail, as published in source form until June 2023), plus its text on premature transitions.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
import { describe, expect, test } from 'vitest';
import { type AlarmState, decideState, type TreatMissingData } from '../../../local/cloudwatch/missing-data.ts';

type Cell = AlarmState | 'RETAIN';
interface Row {
  readonly points: string;
  readonly missing: Cell;
  readonly ignore: Cell;
  readonly breaching: Cell;
  readonly notBreaching: Cell;
}

const row = (points: string, missing: Cell, ignore: Cell, breaching: Cell, notBreaching: Cell): Row => ({
  points,
  missing,
  ignore,
  breaching,
  notBreaching,
});

const THREE_OF_THREE: readonly Row[] = [
  row('0 - X - X', 'OK', 'OK', 'OK', 'OK'),
  row('0 - - - -', 'OK', 'OK', 'OK', 'OK'),
  row('- - - - -', 'INSUFFICIENT_DATA', 'RETAIN', 'ALARM', 'OK'),
  row('0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'),
  row('- - X - -', 'ALARM', 'RETAIN', 'ALARM', 'OK'),
];

const TWO_OF_THREE: readonly Row[] = [
  row('0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'),
  row('0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'),
  row('0 - X - -', 'OK', 'OK', 'ALARM', 'OK'),
  row('- - - - 0', 'OK', 'OK', 'ALARM', 'OK'),
  row('- - - X -', 'ALARM', 'RETAIN', 'ALARM', 'OK'),
];

const STATES: readonly AlarmState[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
const TREATMENTS: readonly TreatMissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

function breaching(points: string): (boolean | undefined)[] {
  return points.split(' ').map((point) => (point === '-' ? undefined : point === 'X'));
}

function check(table: readonly Row[], datapointsToAlarm: number) {
  for (const example of table) {
    for (const treatMissingData of TREATMENTS) {
      const expected = example[treatMissingData];
      // No matter what the state before, the table's cell holds; "retain current state" is the one that depends on it.
      test.each(STATES)(`${example.points} with ${treatMissingData} gives ${expected} after %s`, (previous) => {
        const { state } = decideState(breaching(example.points), {
          evaluationPeriods: 3,
          datapointsToAlarm,
          treatMissingData,
          previous,
        });
        expect(state).toBe(expected === 'RETAIN' ? previous : expected);
      });
    }
  }
}

describe('3 out of 3, evaluation range 5', () => check(THREE_OF_THREE, 3));
describe('2 out of 3, evaluation range 5', () => check(TWO_OF_THREE, 2));

describe('premature transitions, 3 out of 3', () => {
  test.each(['- - - - X', '- - - X -', '- - - X 0', '- - X - 0'])('%s does not go into ALARM', (points) => {
    const rule = { evaluationPeriods: 3, datapointsToAlarm: 3, treatMissingData: 'missing', previous: 'OK' } as const;
    expect(decideState(breaching(points), rule).state).toBe('OK');
  });

  test('- - X - - goes into ALARM even if missing data are treated as missing', () => {
    const rule = { evaluationPeriods: 3, datapointsToAlarm: 3, treatMissingData: 'missing', previous: 'OK' } as const;
    expect(decideState(breaching('- - X - -'), rule)).toEqual({ state: 'ALARM', because: 'old breach' });
  });

  test('the next evaluation after 0 - - - - is ALARM when missing data breach, as the text says', () => {
    const rule = { evaluationPeriods: 3, datapointsToAlarm: 3, treatMissingData: 'breaching', previous: 'OK' } as const;
    expect(decideState(breaching('- - - - -'), rule).state).toBe('ALARM');
  });
});
