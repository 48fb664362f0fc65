/**
 * The function that follows an alarm: what starts it, what it may do, how it is turned off, and that its bundle starts.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { MEMORY_ID } from '../../../lambda/verdict/account/memory.ts';
import { verdictFromEnvironment, verdictToEnvironment } from '../../../lambda/verdict/settings.ts';
import { ARN } from '../../support/monitored.ts';
import { resource, resources, statements, synthesized, text } from '../../support/synthesized.ts';

const template = synthesized();
const DIST = fileURLToPath(new URL('../../../dist/verdict/index.mjs', import.meta.url));

describe('the verdict of a deployment', () => {
  test('starts with changes of alarms about requests and of their contributors, and not with those about the pipeline', () => {
    const { Properties } = resource(template, 'AWS::Events::Rule', 'LogsVerdictAlarmChanges');
    const pattern = JSON.stringify(Properties?.EventPattern);
    expect(pattern).toContain('CloudWatch Alarm State Change');
    expect(pattern).toContain('CloudWatch Alarm Contributor State Change');
    expect(pattern).toContain('"prefix":"LoadBalancerLogMetrics-Page"');
    expect(pattern).not.toMatch(/DeadLetters|OldestMessage|VerdictErrors/);
  });

  test('waits for no alarm that is not made any more', () => {
    const all = synthesized({ loadBalancers: [ARN], alarms: { slo: 99.9 } });
    const { Properties } = resource(all, 'AWS::Events::Rule', 'LogsVerdictAlarmChanges');
    const { detail } = Properties.EventPattern as { detail: { alarmName: { prefix: string }[] } };
    const names = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
      Object.values(resources(all, type)).map((alarm) => String(alarm.Properties.AlarmName)),
    );
    expect(detail.alarmName.length).toBeGreaterThan(5);
    expect(detail.alarmName.filter(({ prefix }) => !names.some((name) => name.startsWith(prefix)))).toEqual([]);
  });

  test('may read metrics and the lines of our log group, remember one item, and publish to our topic: nothing else', () => {
    const actions = statements(template, 'AWS::IAM::Policy', 'LogsVerdictRole').flatMap(({ Action }) => Action);
    expect([...new Set(actions)].sort()).toEqual([
      'cloudwatch:GetMetricData',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'logs:CreateLogStream',
      'logs:GetQueryResults',
      'logs:PutLogEvents',
      'logs:StartQuery',
      'sns:Publish',
    ]);
    const table = statements(template, 'AWS::IAM::Policy', 'LogsVerdictRole').find(({ Action }) =>
      Action.includes('dynamodb:PutItem'),
    );
    expect(JSON.stringify(table?.Condition)).toContain(MEMORY_ID);
  });

  test('has an alarm for its own failures that notifies', () => {
    const { Properties } = resource(template, 'AWS::CloudWatch::Alarm', 'LogsVerdictErrors');
    expect(Properties).toMatchObject({ AlarmName: 'LoadBalancerLogMetrics-VerdictErrors', Threshold: 1 });
    expect(Properties?.AlarmActions).toHaveLength(1);
    expect(Properties?.OKActions).toEqual(Properties?.AlarmActions);
    expect(text(Properties.AlarmDescription)).toMatch(
      /^[^\n]+\.\n\n[^\n]+\n\nLook: [^\n]+\n\nDo: [^\n]+\n\nDashboard: /,
    );
    const quiet = synthesized({ alarms: { notifyRecovery: false } });
    expect(resource(quiet, 'AWS::CloudWatch::Alarm', 'LogsVerdictErrors').Properties.OKActions).toBeUndefined();
  });

  test('is not there where the setting turns it off', () => {
    const without = synthesized({ verdict: { enabled: false } });
    expect(JSON.stringify(without)).not.toContain('VerdictErrors');
    expect(Object.keys(resources(without, 'AWS::Events::Rule'))).toEqual([]);
  });
});

test('what the stack writes the function reads', () => {
  const settings = {
    ...{
      namespace: 'N',
      extraDimensions: ['AccountId'],
      logGroupName: 'g',
      alarmPrefix: 'Logs-',
      table: 't',
      allowedPercent: 5,
    },
    topics: { page: 'p', ticket: 't' },
    links: { region: 'r', accountId: 'a', dashboardName: 'd', logGroupName: 'g', namespace: 'N' },
  };
  expect(verdictFromEnvironment(verdictToEnvironment(settings))).toEqual(settings);
  expect(() => verdictFromEnvironment({})).toThrow('ELB_LOG_METRICS_VERDICT is not set: must be the settings as JSON');
});

test('the bundle starts, and refuses an event that is not for it', () => {
  const settings = verdictToEnvironment({
    ...{ namespace: 'N', extraDimensions: [], logGroupName: 'g', alarmPrefix: 'Logs-', table: 't', allowedPercent: 5 },
    topics: { page: 'p', ticket: 't' },
    links: { region: 'r', accountId: 'a', dashboardName: 'd', logGroupName: 'g', namespace: 'N' },
  });
  const script = `const { handler } = await import(${JSON.stringify(DIST)}); await handler({}, {}).catch((error) => console.log(error.message));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, ...settings, AWS_REGION: 'eu-central-1' },
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('an event that is neither a change of an alarm nor the clock\n');
});
