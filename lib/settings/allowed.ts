/** Settings of what may go wrong without anybody being told, for all requests and for those of some subjects. */
import { z } from 'zod';
import { between, percent } from './values.ts';

/** Without defaults: for all requests they are those of lambda/config.ts, for a subject those of the subject around it. */
export const allowedSettings = {
  errorPercent: percent().describe(
    'Share of requests that may be answered with 5xx. 5 % is far above the noise of a healthy service and below any outage.',
  ),
  slowSeconds: between(0.001, 4_000, 'seconds').describe(
    'A request is slow when the target takes longer, or never answers. 2 s is where people notice; set what your service promises.',
  ),
  slowPercent: percent().describe('Share of requests that may be slow.'),
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
      .describe('The requests are meant to take long (streams, long polls): none of them is judged slow, anywhere.'),
  })
  .refine(({ slowExpected, slowSeconds, slowPercent }) => {
    return slowExpected !== true || (slowSeconds === undefined && slowPercent === undefined);
  }, "must not have 'slowSeconds' or 'slowPercent' where 'slowExpected' is true: then nothing is slow");

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
      'By name of the load balancer, or `app/<name>/<id>`.',
    ),
    targetGroups: byName('{"reports": {"slowSeconds": 30}}').describe(
      'By name of the target group, or `targetgroup/<name>/<id>`; on whichever load balancer.',
    ),
    routes: byName('{"events": {"slowExpected": true}}').describe('By name of the route in `routes`.'),
    services: sharesByName('{"checkout": {"errorPercent": 1}}').describe(
      'By name of the service in `services`. How slow is slow belongs to the target group or route.',
    ),
  })
  .prefault({});
