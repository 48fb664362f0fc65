import { describe, expect, test } from 'vitest';
import { type Attributes, decideSwitch, type SwitchRequest } from '../../../lambda/log-switch/decide.ts';

const wanted = { LoadBalancerArn: 'arn:lb', Attribute: 'access_logs.s3', Bucket: 'logs', Prefix: '' };
const ours = 'arn:lb#access_logs.s3#switched-on';
const found = 'arn:lb#access_logs.s3#found-on';
const off: Attributes = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'idle_timeout.timeout_seconds': '60',
};
const on = (bucket: string, prefix = ''): Attributes => ({
  'access_logs.s3.enabled': 'true',
  'access_logs.s3.bucket': bucket,
  'access_logs.s3.prefix': prefix,
});

describe('switching a log', () => {
  const create: SwitchRequest = { type: 'Create', physicalId: undefined, wanted, old: undefined };
  const update: SwitchRequest = { type: 'Update', physicalId: ours, wanted: { ...wanted, Prefix: 'alb' }, old: wanted };
  const remove: SwitchRequest = { type: 'Delete', physicalId: ours, wanted, old: undefined };
  const cases: [name: string, request: SwitchRequest, current: Attributes, change: Attributes, physicalId: string][] = [
    [
      'a log that is off is switched on',
      create,
      off,
      { 'access_logs.s3.enabled': 'true', 'access_logs.s3.bucket': 'logs' },
      ours,
    ],
    [
      'a prefix left from before is cleared',
      create,
      { ...off, 'access_logs.s3.prefix': 'old' },
      { ...on('logs') },
      ours,
    ],
    ['a log that goes there already is left', create, on('logs'), {}, found],
    ['a log of ours follows a new prefix', update, on('logs'), { 'access_logs.s3.prefix': 'alb' }, ours],
    ['a log of ours that somebody switched off is switched on', update, off, on('logs', 'alb'), ours],
    [
      'a log we found that was switched off becomes ours',
      { ...update, physicalId: found },
      off,
      on('logs', 'alb'),
      ours,
    ],
    ['a log of ours that arrived already stays ours', update, on('logs', 'alb'), {}, ours],
    ['removal switches off what we switched on', remove, on('logs'), { 'access_logs.s3.enabled': 'false' }, ours],
    ['removal leaves what we found', { ...remove, physicalId: found }, on('logs'), {}, found],
    ['removal leaves what has since been sent elsewhere', remove, on('other'), {}, ours],
    ['removal leaves what is off', remove, off, {}, ours],
    [
      'removal of a failed creation does nothing',
      { ...remove, physicalId: 'Log#failed' },
      on('logs'),
      {},
      'Log#failed',
    ],
    ['removal after the load balancer itself does nothing', remove, {}, {}, ours],
  ];
  test.each(cases)('%s', (_, request, current, change, physicalId) => {
    expect(decideSwitch(request, current)).toMatchObject({ physicalId, change });
    expect(Object.keys(decideSwitch(request, current).change)).toEqual(Object.keys(change));
  });

  test.each(cases)('%s, also when asked again because the answer was lost', (_, request, current) => {
    const first = decideSwitch(request, current);
    const switched = { ...current, ...first.change };
    const undone = { ...switched, ...first.undo };
    const second = decideSwitch(request, undone);
    expect(second.physicalId).toBe(first.physicalId);
    expect({ ...undone, ...second.change }).toEqual(switched);
  });

  test.each([
    ['fails rather than redirect a log that goes elsewhere', create],
    ['fails rather than redirect a log that was ours and now goes elsewhere', update],
    ['fails rather than redirect a log that we only found', { ...update, physicalId: found }],
  ])('%s', (_, request) => {
    expect(() => decideSwitch(request, on('theirs', 'x'))).toThrow(
      'arn:lb writes its access_logs.s3 to s3://theirs/x already',
    );
  });
});
