/**
 * The stack as `cdk synth` would write it, made in this process: settings go in; template, dashboard, alarms and the bill of
 * the alarms come out. What the desk shows is therefore what a deploy would make.
 */

import { rm } from 'node:fs/promises';
import { App } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import type { Settings } from '../../lib/settings/types.ts';
import { LogMetricsStack } from '../../lib/stack.ts';
import { readTemplate, type TemplateDefinitions, type Tokens } from '../cloudwatch/template.ts';

export interface Synthesized {
  readonly template: unknown;
  readonly definitions: TemplateDefinitions;
  /** Metrics that alarms read, and how many alarms are composite: what alarms cost by. */
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
}

/** `tokens` stand for what only a deployment knows, such as 'AWS::Region'. */
export async function synthesizedStack(settings: Settings, tokens: Tokens = {}): Promise<Synthesized> {
  const app = new App({ context: { ...featureFlags, 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
  const stack = new LogMetricsStack(app, settings);
  const assembly = app.synth();
  const template: unknown = assembly.getStackArtifact(stack.artifactId).template;
  // The assembly is copied into a temporary folder, which nobody reads.
  if (process.env.CDK_OUTDIR === undefined) await rm(assembly.directory, { recursive: true, force: true });
  const { all } = stack.metrics.alarms;
  return {
    template,
    definitions: readTemplate(template, tokens),
    alarmMetrics: all.reduce((sum, { metrics }) => sum + metrics, 0),
    compositeAlarms: all.filter(({ metrics }) => metrics === 0).length,
  };
}
