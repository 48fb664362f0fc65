/**
 * The `metrics` array of a metric widget goes in; one typed row a metric or expression comes out, with '.' and '...'
 * spelt out and period, statistic and axis filled in.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html#CloudWatch-Dashboard-Properties-Metrics-Array-Format
 */
import { z } from 'zod';
import { schemaProblem } from './schema-problem.ts';
import type { MetricIdentity } from './store.ts';
import type { ChosenVariable } from './variables.ts';

interface RowBase {
  /** Rows without their own id get one, so that METRICS() can list them. */
  readonly id: string;
  readonly label: string | undefined;
  readonly color: string | undefined;
  readonly visible: boolean;
  readonly yAxis: 'left' | 'right';
  /** Seconds. */
  readonly period: number;
}

export type MetricRow =
  | (RowBase & { readonly metric: MetricIdentity; readonly stat: string })
  | (RowBase & { readonly expression: string });

export interface RowDefaults {
  readonly period?: number | undefined;
  readonly stat?: string | undefined;
  readonly chosen: readonly ChosenVariable[];
  /** Where the rows are, for error messages. */
  readonly where: string;
}

const PERIOD_DEFAULT = 300;
const STAT_DEFAULT = 'Average';

const options = z.object({
  id: z
    .string()
    .regex(/^[a-z]\w*$/)
    .optional(),
  expression: z.string().optional(),
  label: z.string().optional(),
  color: z.string().optional(),
  visible: z.boolean().default(true),
  yAxis: z.enum(['left', 'right']).default('left'),
  period: z.number().optional(),
  stat: z.string().optional(),
});

export function expandRows(rows: readonly (readonly unknown[])[], defaults: RowDefaults): MetricRow[] {
  let before: readonly string[] = [];
  const expanded = rows.map((row, index): MetricRow => {
    const where = `${defaults.where}, metric ${index + 1}`;
    const words = row.filter((item) => typeof item === 'string');
    const objects = row.filter((item) => typeof item !== 'string');
    const result = options.safeParse(objects[0] ?? {});
    if (!result.success || objects.length > 1) {
      const problem = result.success ? 'more than one object' : schemaProblem(result.error);
      throw new Error(`${where}: ${problem} in ${JSON.stringify(row)}`);
    }
    const { id = `row${index + 1}`, label, color, visible, yAxis, period, stat, expression } = result.data;
    const base = { id, label, color, visible, yAxis, period: period ?? defaults.period ?? PERIOD_DEFAULT };
    if (expression !== undefined) return { ...base, expression };
    before = spelt(words, before, where);
    return { ...base, metric: identity(before, defaults.chosen), stat: stat ?? defaults.stat ?? STAT_DEFAULT };
  });
  const ids = expanded.map((row) => row.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw new Error(`${defaults.where}: the id '${twice}' is used twice`);
  return expanded;
}

/** '.' repeats the field above, '...' repeats as many fields from the start as the row above has more. */
function spelt(words: readonly string[], before: readonly string[], where: string): string[] {
  const fields =
    words[0] === '...' ? [...before.slice(0, before.length - words.length + 1), ...words.slice(1)] : [...words];
  const full = fields.map((field, index) => (field === '.' ? (before[index] ?? '') : field));
  if (full.length < 2 || full.length % 2 !== 0 || full.includes('')) {
    throw new Error(
      `${where}: a metric is ${JSON.stringify(words)}: must be a namespace, a name, and pairs of dimension and value`,
    );
  }
  return full;
}

function identity(
  [namespace = '', metricName = '', ...pairs]: readonly string[],
  chosen: readonly ChosenVariable[],
): MetricIdentity {
  const dimensions: Record<string, string> = {};
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const name = pairs[index] ?? '';
    const variable = chosen.find(({ variable: { type, replaces } }) => type === 'property' && replaces === name);
    dimensions[name] = variable?.value ?? pairs[index + 1] ?? '';
  }
  return { namespace, metricName, dimensions };
}
