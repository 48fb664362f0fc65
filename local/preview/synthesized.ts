/**
 * The stack as `cdk synth` would write it: settings go in; template, dashboard, alarms and the bill of the alarms come
 * out. What the preview shows is therefore what a deploy would make. The CDK takes 160 MB, which only the end of a
 * process gives back, so it runs in one.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AlarmReads, CostLine } from '../../lib/monitoring/bill.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { readTemplate, type TemplateDefinitions, type Tokens } from '../cloudwatch/template.ts';

export interface Synthesized extends SynthesizedTemplate {
  readonly definitions: TemplateDefinitions;
}

/** What the other process answers. */
export interface SynthesisAnswer {
  readonly made?: SynthesizedTemplate;
  /** Why there is none. */
  readonly error?: string;
}

/** The bill that synthesis tells, which knows no logs. */
export interface Estimate {
  readonly lines: readonly CostLine[];
  /** What it is for: how many load balancers, and what is assumed of each. */
  readonly of: string;
}

export interface SynthesizedTemplate {
  readonly template: unknown;
  readonly alarmReads: AlarmReads;
  readonly estimate: Estimate;
}

/** Synthesis takes a second and more, and is asked for the same settings again and again. */
let last: { readonly key: string; readonly made: Promise<SynthesizedTemplate> } | undefined;

/** `tokens` stand for what only a deployment knows, such as 'AWS::Region'. */
export async function synthesizedStack(settings: Settings, tokens: Tokens = {}): Promise<Synthesized> {
  const key = JSON.stringify(settings);
  if (last?.key !== key) last = { key, made: synthesize(settings) };
  const made = await last.made;
  return { ...made, definitions: readTemplate(made.template, tokens) };
}

/** Next to this file, or next to the program that it is bundled into. */
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './synthesis.ts' : './synthesis.js', import.meta.url),
);

function synthesize(settings: Settings): Promise<SynthesizedTemplate> {
  return new Promise((resolve, reject) => {
    const child = fork(PROGRAM, { execArgv: [] });
    child.once('message', ({ made, error }: SynthesisAnswer) => {
      if (made === undefined) reject(new Error(error));
      else resolve(made);
    });
    child.once('error', reject);
    // After an answer this changes nothing.
    child.once('exit', (code, signal) =>
      reject(new Error(`the synthesis ended (${signal ?? code}) without an answer`)),
    );
    child.send(settings);
  });
}
