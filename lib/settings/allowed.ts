/**
 * The settings of what may go wrong without a notification, for everything and for some load balancers, target groups
 * and routes.
 */
import { z } from 'zod';
import { between, percentSetting } from './values.ts';

/**
 * Without defaults: for all requests they are those of lambda/config.ts, for a subject those of the subject around it.
 */
export const allowedSettings = {
  errorPercent: percentSetting().describe(
    'Percentage of requests that may get a 5xx. 5 % is far above the noise of a healthy service, and below every outage.',
  ),
  slowSeconds: between(0.001, 4_000, 'seconds').describe(
    'A request is slow when the target takes longer or never answers. People notice 2 s. Set what your service promises.',
  ),
  slowPercent: percentSetting().describe('Percentage of requests that may be slow.'),
};

const override = z
  .strictObject({
    errorPercent: allowedSettings.errorPercent.optional(),
    slowSeconds: allowedSettings.slowSeconds.optional(),
    slowPercent: allowedSettings.slowPercent.optional(),
    slowExpected: z
      .literal(true, { error: 'must be true, or left out' })
      .meta({ right: 'true' })
      .optional()
      .describe('These requests are meant to take long (streams, long polls). None of them counts as slow, anywhere.'),
  })
  .refine(({ slowExpected, slowSeconds, slowPercent }) => {
    return slowExpected !== true || (slowSeconds === undefined && slowPercent === undefined);
  }, 'must not have `slowSeconds` or `slowPercent` if `slowExpected` is true, because then nothing is slow');

function byName(example: string) {
  const right = `an object of names and what is allowed, such as ${example}`;
  return z
    .record(z.string(), override, { error: `must be ${right}` })
    .meta({ right })
    .default({});
}

const shares = z.strictObject({
  errorPercent: allowedSettings.errorPercent.optional(),
  slowPercent: allowedSettings.slowPercent.optional(),
});

function sharesByName(example: string) {
  const right = `an object of names and what is allowed, such as ${example}`;
  return z
    .record(z.string(), shares, { error: `must be ${right}` })
    .meta({ right })
    .default({});
}

export const overrides = z
  .strictObject({
    loadBalancers: byName('{"shop": {"errorPercent": 1}}').describe(
      'By load balancer: its name, or `app/<name>/<id>`.',
    ),
    targetGroups: byName('{"reports": {"slowSeconds": 30}}').describe(
      'By target group: its name, or `targetgroup/<name>/<id>`. The load balancer does not matter.',
    ),
    routes: byName('{"events": {"slowExpected": true}}').describe('By route: its name in `routes`.'),
    services: sharesByName('{"checkout": {"errorPercent": 1}}').describe(
      'By service: its name in `services`. The target group or route says what is slow.',
    ),
  })
  .prefault({});
