/**
 * The program that synthesized.ts starts: a message with settings comes in; the template that `cdk synth` would write
 * and what its alarms read go out.
 */

import { rm } from 'node:fs/promises';
import { App } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { alarmReads } from '../../lib/alarms/made-alarm.ts';
import type { Settings } from '../../lib/settings/types.ts';
import { LogMetricsStack } from '../../lib/stack.ts';
import type { SynthesisAnswer, SynthesizedTemplate } from './synthesized.ts';

async function synthesize(settings: Settings): Promise<SynthesizedTemplate> {
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
    estimate: { lines: stack.metrics.dashboard.cost, of: stack.metrics.dashboard.costOf },
  };
}

process.once('message', async (settings: Settings) => {
  const answer: SynthesisAnswer = await synthesize(settings).then(
    (made) => ({ made }),
    (error: unknown) => ({ error: failureText(error) }),
  );
  process.send?.(answer, () => process.disconnect());
});
