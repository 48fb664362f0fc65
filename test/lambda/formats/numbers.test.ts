/** A number is the same number as text and in JSON, however a table of doubles has written it. */
import { describe, expect, test } from 'vitest';
import { bytes, seconds } from '../../../lambda/formats/fields.ts';
import { albLine } from '../../support/alb-line.ts';
import { named, parserOf } from './entries.ts';

describe('seconds', () => {
  test.each([
    ['0.001', 0.001],
    ['60', 60],
    ['1.5414835421835185', 1.5414835421835185],
    ['0.7000000000000001', 0.7000000000000001],
    ['-1', undefined],
    ['-1.0', undefined],
    ['-1.000000', undefined],
    ['-', undefined],
  ])('%s is %s', (field, expected) => {
    expect(seconds(field)).toBe(expected);
  });

  test.each([
    '-1.5',
    '-2',
    '-0.001',
    '1.',
    '.5',
    '1e9',
    '1234567890',
    '1.0E-5',
    '-1.0E0',
    '1e99',
    '0x10',
    'NaN',
    'Infinity',
    '1 ',
    '1,5',
    '+1',
  ])('%s is none', (field) => {
    expect(seconds(field)).toBeNaN();
  });
});

describe('bytes', () => {
  test.each([
    ['0', 0],
    ['100.0', 100],
    ['99999999999999', 99_999_999_999_999],
  ])('%s are %s', (field, expected) => {
    expect(bytes(field)).toBe(expected);
  });

  test.each(['100.5', '-1', '1e99', '1e-3', '0x10', '1 000'])('%s are none', (field) => {
    expect(bytes(field)).toBeNaN();
  });
});

const NUMBERS = ['0.045', '0.08600000000000001', '1.5414835421835185', '0.0000001', '-1', '-1.0', '12', '3.0'];

describe('a time in text and in JSON', () => {
  test.each(NUMBERS)('%s: Application Load Balancer', (number) => {
    const line = albLine({ times: `0.001 ${number} 0.000`, targetStatus: '200' });
    const vended = JSON.stringify({
      type: 'https',
      time: '2026-05-04T10:00:01.250000Z',
      elb: 'app/shop/50dc6c495c0c9188',
      elb_status_code: 200,
      target_status_code: 200,
      request_line: 'GET https://shop.example.com:443/ HTTP/1.1',
      target_processing_time: Number(number),
      target_group_arn: '-',
      received_bytes: 100.0,
    });
    const [text, json] = [parserOf(named('alb-access'))(line), parserOf(named('alb-access-vended'))(vended)];
    expect([text, json].map((entry) => typeof entry)).toEqual(['object', 'object']);
    const times = [text, json].map((entry) => (entry as { targetProcessingTime?: number }).targetProcessingTime);
    if (Number(number) === -1) expect(times).toEqual([undefined, undefined]);
    else for (const time of times) expect(time).toBeCloseTo(Number(number), 9);
  });

  test('seconds since 1970 with a fraction: BLB', () => {
    const json = parserOf(named('baidu-blb'))(
      JSON.stringify({ time_local: 1777888800.123, vip: '192.0.2.1', response_status: 200, vdum_ups_id: 'rs' }),
    );
    expect(json).toMatchObject({ time: 1_777_888_800_123 });
  });
});
