/**
 * The shapes of a dashboard body's JSON, as far as they are modeled, for zod to check.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import { z } from 'zod';

const axis = z.object({
  min: z.number().optional(),
  max: z.number().optional(),
  label: z.string().optional(),
  showUnits: z.boolean().optional(),
});
const line = z.object({
  value: z.number(),
  label: z.string().optional(),
  color: z.string().optional(),
  fill: z.string().optional(),
  visible: z.boolean().default(true),
  yAxis: z.enum(['left', 'right']).default('left'),
});
const moment = line.omit({ yAxis: true }).extend({ value: z.string() });

export const metricProperties = z.object({
  title: z.string().optional(),
  view: z.enum(['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table']).default('timeSeries'),
  stacked: z.boolean().default(false),
  sparkline: z.boolean().default(false),
  setPeriodToTimeRange: z.boolean().default(false),
  region: z.string().optional(),
  period: z.number().optional(),
  stat: z.string().optional(),
  legend: z.object({ position: z.enum(['bottom', 'right', 'hidden']) }).optional(),
  yAxis: z.object({ left: axis.optional(), right: axis.optional() }).default({}),
  metrics: z.array(z.array(z.unknown())).default([]),
  annotations: z
    .object({
      horizontal: z.array(z.union([line, z.tuple([line, line.partial().required({ value: true })])])).default([]),
      vertical: z.array(z.union([moment, z.tuple([moment, moment])])).default([]),
      alarms: z.array(z.string()).default([]),
    })
    .default({ horizontal: [], vertical: [], alarms: [] }),
});
export const textProperties = z.object({
  markdown: z.string(),
  background: z.enum(['solid', 'transparent']).default('solid'),
});
export const alarmProperties = z.object({
  title: z.string().optional(),
  alarms: z.array(z.string()),
  states: z.array(z.string()).optional(),
  sortBy: z.string().optional(),
});
export const logProperties = z.object({
  title: z.string().optional(),
  query: z.string(),
  view: z.string().default('table'),
});
export const otherProperties = z.object({ title: z.string().optional() });

export const rawWidget = z.object({
  type: z.string(),
  x: z.number().int().min(0).max(23).optional(),
  y: z.number().int().min(0).optional(),
  width: z.number().int().min(1).max(24).default(6),
  height: z.number().int().min(1).max(1000).default(6),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type RawWidget = z.infer<typeof rawWidget>;
export type MetricProperties = z.infer<typeof metricProperties>;

export const body = z.object({
  start: z.string().optional(),
  end: z.string().optional(),
  periodOverride: z.enum(['auto', 'inherit']).default('auto'),
  variables: z.unknown().optional(),
  widgets: z.array(z.unknown()),
});
