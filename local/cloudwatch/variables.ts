/**
 * The variables of a dashboard and the values chosen for them go in; widgets with the values in place come out.
 * A `property` variable sets a property or dimension of that name, a `pattern` variable replaces a regular expression
 * in the widget's JSON text.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html#CloudWatch-Dashboard-Properties-Variables-Structure
 */
import { z } from 'zod';
import { schemaProblem } from './schema-problem.ts';
import { searchMetrics } from './search.ts';
import type { MetricStore } from './store.ts';

export interface DashboardVariable {
  readonly id: string;
  readonly label: string;
  readonly type: 'property' | 'pattern';
  readonly inputType: 'input' | 'select' | 'radio';
  /** The name of the property, or the regular expression. */
  readonly replaces: string;
  readonly visible: boolean;
  readonly defaultValue: string | undefined;
  readonly values: readonly { readonly value: string; readonly label?: string | undefined }[];
  /** Values come from the dimension `populateFrom` of the metrics that a search finds. */
  readonly search: { readonly expression: string; readonly populateFrom: string } | undefined;
}

export interface ChosenVariable {
  readonly variable: DashboardVariable;
  readonly value: string;
}

export interface VariableChoice extends ChosenVariable {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** What the CDK writes for "the first value there is". */
const FIRST = '__FIRST';

const variables = z
  .array(
    z.object({
      id: z.string(),
      label: z.string().optional(),
      type: z.enum(['property', 'pattern']),
      inputType: z.enum(['input', 'select', 'radio']),
      property: z.string().optional(),
      pattern: z.string().optional(),
      visible: z.boolean().default(true),
      defaultValue: z.string().optional(),
      values: z.array(z.object({ value: z.string(), label: z.string().optional() })).default([]),
      search: z.string().optional(),
      populateFrom: z.string().optional(),
    }),
  )
  .default([]);

export function parseVariables(source: unknown): DashboardVariable[] {
  const result = variables.safeParse(source);
  if (!result.success) throw new Error(`variables: ${schemaProblem(result.error)}`);
  return result.data.map((raw) => {
    const replaces = raw.type === 'property' ? raw.property : raw.pattern;
    if (!replaces) throw new Error(`variable '${raw.id}' of type ${raw.type} needs a ${raw.type}`);
    const { id, type, inputType, visible, defaultValue, values, search, populateFrom } = raw;
    return {
      id,
      label: raw.label ?? replaces,
      type,
      inputType,
      replaces,
      visible,
      defaultValue,
      values,
      search: search && populateFrom ? { expression: search, populateFrom } : undefined,
    };
  });
}

/** The options of each variable in a store, and its value: the given one, else the default, else the first option. */
export function chooseVariables(
  list: readonly DashboardVariable[],
  store: MetricStore,
  options: { readonly to: number; readonly given?: Readonly<Record<string, string>> },
): VariableChoice[] {
  return list.flatMap((variable) => {
    const found = variable.search ? searchedValues(variable.search, store, options.to) : [];
    const all = [...variable.values, ...found].map(({ value, label }) => ({ value, label: label ?? value }));
    const standard = variable.defaultValue === FIRST ? undefined : variable.defaultValue;
    const fallback = variable.inputType === 'input' ? undefined : all[0]?.value;
    const value = options.given?.[variable.id] ?? standard ?? fallback;
    // With nothing to choose from, the dashboard stays as written.
    return value === undefined ? [] : [{ variable, value, options: all }];
  });
}

function searchedValues(
  { expression, populateFrom }: { expression: string; populateFrom: string },
  store: MetricStore,
  to: number,
) {
  const values = searchMetrics(expression, store, { to }).flatMap(({ dimensions }) => dimensions[populateFrom] ?? []);
  return [...new Set(values)].sort().map((value): { value: string; label?: string } => ({ value }));
}

/** Replaces pattern variables in the JSON text of a widget. */
export function replacePatterns(widget: unknown, chosen: readonly ChosenVariable[]): unknown {
  const patterns = chosen.filter(({ variable }) => variable.type === 'pattern');
  if (patterns.length === 0) return widget;
  let text = JSON.stringify(widget);
  for (const { variable, value } of patterns) {
    const escaped = JSON.stringify(value).slice(1, -1);
    text = text.replace(new RegExp(variable.replaces, 'g'), () => escaped);
  }
  return JSON.parse(text);
}

/**
 * Sets every property that a property variable names. Dimensions are set with the metrics, once abbreviations are spelt
 * out.
 */
export function replaceProperties(value: unknown, chosen: readonly ChosenVariable[]): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceProperties(item, chosen));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const set = chosen.find(({ variable }) => variable.type === 'property' && variable.replaces === name);
      return [name, set && typeof inner === 'string' ? set.value : replaceProperties(inner, chosen)];
    }),
  );
}
