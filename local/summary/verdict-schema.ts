/**
 * The JSON document of `npm run verdict`: one source for its type, its published JSON Schema (docs/verdict.schema.json)
 * and the check that what is printed is what was promised. Names that exist stay; new ones may be added. Anything else
 * raises SCHEMA_VERSION.
 */
import { z } from 'zod';

export const SCHEMA_VERSION = 1;

const timeSchema = z.iso.datetime().describe('ISO 8601, UTC.');
const wholeSchema = z.number().int().min(0);
const loadBalancerSchema = z.string().describe('As in the log: app/name/id.');
const targetGroupSchema = z.string().describe('As in the log: targetgroup/name/id.');

const causeSchema = z.strictObject({
  statusCode: z.string(),
  cause: z.string().optional().describe('One of the causes of docs/runbook.md. Absent where the log names none.'),
  requests: wholeSchema,
  excess: z.number().int().describe('How many more than was usual before.'),
  meaning: z.string().optional(),
});

const sliceSchema = z.strictObject({
  loadBalancer: loadBalancerSchema,
  targetGroup: targetGroupSchema.optional(),
  route: z.string().optional(),
  service: z.string().optional().describe('Of the setting services.'),
  failed: wholeSchema,
  requests: wholeSchema.optional().describe('Absent where no metric tells.'),
});

const whereSchema = z.strictObject({
  extent: z
    .enum([
      'target',
      'newTargets',
      'zone',
      'node',
      'route',
      'service',
      'targetGroup',
      'targetGroups',
      'loadBalancer',
      'loadBalancers',
    ])
    .describe('The narrowest of these that explains nearly all of it.'),
  loadBalancer: loadBalancerSchema,
  targetGroup: targetGroupSchema.optional(),
  route: z.string().optional(),
  service: z.string().optional(),
  targets: z.array(z.string()).optional().describe('Addresses of the targets that fail.'),
  targetsFailing: wholeSchema.optional(),
  targetsSeen: wholeSchema.optional(),
  address: z.string().optional().describe('zone: the subnet of the failing targets. node: the load balancer node.'),
});

const changeSchema = z.strictObject({
  time: timeSchema,
  kind: z.enum(['apiCall', 'unhealthy', 'healthy']),
  what: z.string().describe('Name of the API call, or reason of the failed health check.'),
  who: z.string().optional(),
  loadBalancer: loadBalancerSchema.optional(),
  targetGroup: z.string().optional(),
  target: z.string().optional(),
  secondsBefore: z.number().int().describe('Before the incident began; negative: after.'),
});

const exampleSchema = z.strictObject({
  time: timeSchema,
  statusCode: z.string().optional(),
  cause: z.string().optional(),
  loadBalancer: loadBalancerSchema,
  targetGroup: targetGroupSchema.optional(),
  route: z.string().optional(),
  service: z.string().optional(),
  target: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  targetProcessingTime: z.number().optional().describe('Seconds.'),
  traceId: z.string().optional(),
});

const incidentSchemaSchema = z.strictObject({
  id: z.string().describe('The same for the same logs.'),
  kind: z
    .enum(['errors', 'slow', 'gaveUp', 'refused', 'traffic'])
    .describe(
      'errors: 5xx. slow: targets take far longer than usual. gaveUp: clients left before an answer. refused: 4xx for requests that used to be served. traffic: next to none arrives.',
    ),
  from: timeSchema,
  to: timeSchema,
  isOngoing: z.boolean().describe('It went on at the end of the logs.'),
  isFromStart: z.boolean().describe('It had begun before the logs begin.'),
  title: z.string(),
  headline: z.string().describe('When and how many, in one sentence.'),
  sentences: z.array(z.string()).describe('Causes, place, what changed, what is behind it.'),
  steps: z
    .array(z.strictObject({ text: z.string(), command: z.string().optional() }))
    .describe('What to do, first things first.'),
  loadBalancers: z.array(loadBalancerSchema),
  requests: wholeSchema.describe('Of these load balancers in that time.'),
  failed: wholeSchema.describe('errors: 5xx. Other kinds: requests given up, refused or missing.'),
  excess: z.number().int().describe('How many more than was usual before.'),
  allowedPercent: z.number().describe('Share of failed requests that the settings allow.'),
  causes: z.array(causeSchema).describe('Most excess first.'),
  codes: z
    .array(
      z.strictObject({
        elbStatusCode: z.string(),
        requests: wholeSchema,
        causes: z.array(z.strictObject({ cause: z.string(), requests: wholeSchema })),
      }),
    )
    .describe('From status codes to causes. What is missing to a sum was answered by targets.'),
  timeouts: z
    .array(
      z.strictObject({
        cause: z.string(),
        seconds: z.number(),
        requests: wholeSchema,
        share: z.number().describe('Of the requests of this cause, 0 to 1.'),
        route: z.string().optional(),
        text: z.string(),
      }),
    )
    .describe('Times after which many of these requests end. Empty: they end at any time.'),
  where: whereSchema,
  slices: z.array(sliceSchema).describe('Target groups, routes and services that hold most of it.'),
  origin: z
    .string()
    .describe(
      'What is behind it: target, release, dependency, noTarget, keepAlive, connection, zone, node, lambda, waf, identityProvider, loadBalancer, configuration, client, traffic or unclear.',
    ),
  confidence: z
    .enum(['high', 'medium', 'low'])
    .describe('How sure the origin is. low: do not act on the origin alone.'),
  changes: z.array(changeSchema).describe('Changes shortly before it began, nearest first.'),
  examples: z.array(exampleSchema),
  also: z
    .array(z.strictObject({ kind: z.string(), requests: wholeSchema }))
    .describe('Lesser incidents that belong to it.'),
});

const alarmSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).describe('At the end of the logs.'),
  fired: z.array(timeSchema).describe('When it would have gone to ALARM.'),
});

export const documentSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  sources: z.array(z.string()),
  from: timeSchema.optional().describe('Absent where no request was read.'),
  to: timeSchema.optional(),
  objects: wholeSchema,
  lines: z.strictObject({ parsed: wholeSchema, skipped: wholeSchema, unparsed: wholeSchema }),
  notRead: z
    .array(z.strictObject({ key: z.string(), reason: z.string() }))
    .describe('Logs that could not be read, the first of them.'),
  notReadLeftOut: wholeSchema.optional().describe('How many more could not be read. Absent: none.'),
  copies: wholeSchema
    .optional()
    .describe('Files that are not counted because they are copies of others. Absent: none.'),
  incidents: z.array(incidentSchemaSchema).describe('Newest first. Empty: nothing beyond the usual.'),
  incidentsLeftOut: wholeSchema,
  alarms: z
    .array(alarmSchema)
    .optional()
    .describe('Alarms of a deployment with these settings that would have fired; with --alarms only.'),
});

export type VerdictDocument = z.infer<typeof documentSchema>;
export type IncidentDocument = z.infer<typeof incidentSchemaSchema>;

/** JSON Schema, draft 2020-12. */
export function publishedSchema(): unknown {
  return {
    ...z.toJSONSchema(documentSchema),
    title: 'Verdict of elb-log-metrics',
    description: 'What `elb-log-metrics verdict` prints: incidents found in load balancer logs.',
  };
}
