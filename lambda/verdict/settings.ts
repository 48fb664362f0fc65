/**
 * What the verdict's function is told by its environment: one JSON variable, which the stack writes and the function
 * reads.
 */

/** A page wakes somebody; a ticket can wait until the morning. */
export type Severity = 'page' | 'ticket';

/** What the links of a message are made of. */
export interface LinkOptions {
  readonly region: string;
  readonly accountId: string;
  readonly dashboardName: string;
  readonly logGroupName: string;
  readonly namespace: string;
}

export interface VerdictSettings {
  readonly namespace: string;
  readonly extraDimensions: readonly string[];
  /** Of the function that reads logs: where the lines are. */
  readonly logGroupName: string;
  readonly alarmPrefix: string;
  /** The ledger's table, which also holds what has been told. */
  readonly table: string;
  readonly topics: Readonly<Record<Severity, string>>;
  readonly allowedPercent: number;
  readonly links: LinkOptions;
}

const VARIABLE = 'ELB_LOG_METRICS_VERDICT';

export function verdictToEnvironment(settings: VerdictSettings): Record<string, string> {
  return { [VARIABLE]: JSON.stringify(settings) };
}

/** Throws where the variable is missing or no JSON object, so that a wrong deployment fails at its first start. */
export function verdictFromEnvironment(environment: Readonly<Record<string, string | undefined>>): VerdictSettings {
  const text = environment[VARIABLE];
  if (text === undefined) throw new Error(`${VARIABLE} is not set: must be the settings as JSON`);
  const parsed: unknown = JSON.parse(text);
  if (!isSettings(parsed)) throw new Error(`${VARIABLE} is '${text}': must have table, topics and links`);
  return parsed;
}

function isSettings(value: unknown): value is VerdictSettings {
  return typeof value === 'object' && value !== null && 'table' in value && 'topics' in value && 'links' in value;
}
