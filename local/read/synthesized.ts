/**
 * The stack as `cdk synth` would write it, made in this process: settings go in; template, dashboard, alarms and the bill of
 * the alarms come out. What the preview shows is therefore what a deploy would make.
 */

import { rm } from 'node:fs/promises';
import { App } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { alarmReads } from '../../lib/alarms/alarms.ts';
import type { AlarmReads } from '../../lib/monitoring/cost.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { LogMetricsStack } from '../../lib/stack.ts';
import { readTemplate, type TemplateDefinitions, type Tokens } from '../cloudwatch/template.ts';

export interface Synthesized {
  readonly template: unknown;
  readonly definitions: TemplateDefinitions;
  readonly alarmReads: AlarmReads;
}

type Made = Omit<Synthesized, 'definitions'>;

/** Synthesis takes a second and more, and is asked for the same settings again and again. */
let last: { readonly key: string; readonly made: Promise<Made> } | undefined;

/** `tokens` stand for what only a deployment knows, such as 'AWS::Region'. */
export async function synthesizedStack(settings: Settings, tokens: Tokens = {}): Promise<Synthesized> {
  const key = JSON.stringify(settings);
  if (last?.key !== key) last = { key, made: synthesize(settings) };
  const made = await last.made;
  return { ...made, definitions: readTemplate(made.template, tokens) };
}

async function synthesize(settings: Settings): Promise<Made> {
  const app = new App({
    context: { ...featureFlags, 'aws:cdk:bundling-stacks': [] },
    analyticsReporting: false,
    // A deployment validates the template; here that would be most of the time that synthesis takes.
    builtinCloudFormationValidation: false,
  });
  const stack = new LogMetricsStack(app, settings);
  const assembly = app.synth();
  const template: unknown = assembly.getStackArtifact(stack.artifactId).template;
  // The assembly is copied into a temporary folder, which nobody reads.
  if (process.env.CDK_OUTDIR === undefined) await rm(assembly.directory, { recursive: true, force: true });
  return {
    template,
    alarmReads: alarmReads(stack.metrics.alarms.all, stack.metrics.verdict !== undefined),
  };
}
