/** The CDK app named by cdk.json: settings from its context, one stack. */
import { App } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { settingsInContext } from './context.ts';
import { LogMetricsStack } from './stack.ts';

const app = new App({ context: featureFlags });
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
new LogMetricsStack(app, settingsInContext(app.node.getAllContext()), {
  ...(account !== undefined && region !== undefined && { env: { account, region } }),
});
