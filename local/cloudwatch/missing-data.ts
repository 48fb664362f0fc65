/**
 * The data points of an alarm's evaluation range go in (breaching, within the threshold or missing), the alarm's new
 * state comes out, by the rules and tables CloudWatch documents for missing data.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type TreatMissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

export interface MissingDataRule {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
  /** The state before this evaluation, which `ignore` keeps. */
  readonly previous: AlarmState;
}

export interface Decision {
  readonly state: AlarmState;
  /** Which rule decided, for people to read. */
  readonly because: 'data' | 'filled' | 'no data' | 'old breach' | 'young breach';
}

/** Decides the state. `breaching` holds one element for every period of the evaluation range, the latest last. */
export function decideState(breaching: readonly (boolean | undefined)[], rule: MissingDataRule): Decision {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData, previous } = rule;
  const real = breaching.filter((point) => point !== undefined);
  const stateFor = (breaches: number): AlarmState => (breaches >= datapointsToAlarm ? 'ALARM' : 'OK');
  if (real.length >= evaluationPeriods) {
    const latest = real.slice(-evaluationPeriods);
    return { state: stateFor(latest.filter(Boolean).length), because: 'data' };
  }
  const breaches = real.filter(Boolean).length;
  if (treatMissingData === 'breaching')
    return { state: stateFor(breaches + evaluationPeriods - real.length), because: 'filled' };
  if (treatMissingData === 'notBreaching') return { state: stateFor(breaches), because: 'filled' };
  const keep = treatMissingData === 'ignore';
  if (real.length === 0) return { state: keep ? previous : 'INSUFFICIENT_DATA', because: 'no data' };
  if (breaches >= datapointsToAlarm) return { state: 'ALARM', because: 'data' };
  if (breaches < real.length) return { state: 'OK', because: 'data' };
  // Every data point there is breaches, but there are too few. Once the oldest is as old as Datapoints to Alarm the
  // alarm goes off anyway ("premature alarm state"), except that `ignore` keeps its state, as the tables show.
  const age = breaching.length - breaching.indexOf(true);
  if (age >= datapointsToAlarm) return { state: keep ? previous : 'ALARM', because: 'old breach' };
  // Younger than that, it "does not go immediately into ALARM". Which state it has instead is not documented; keeping
  // the one it had invents no change.
  return { state: previous, because: 'young breach' };
}
