/** The CDK app named by cdk.json: settings from its context, one stack. A wrong setting ends it with one message. */
import { App } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { settingsFrom } from './check-settings.ts';
import { settingsInContext } from './context.ts';
import { LogMetricsStack } from './stack.ts';

const app = new App({ context: featureFlags });
const settings = settingsInContext(app.node.getAllContext());
try {
  settingsFrom(settings);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new LogMetricsStack(app, settings, {
  ...(account !== undefined && region !== undefined && { env: { account, region } }),
});
