/** The CDK app named by cdk.json: settings from its context, one stack. A wrong setting ends it with one message. */
import { App } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { settingsInContext } from './settings/context.ts';
import { LogMetricsStack } from './stack.ts';

const app = new App({ context: featureFlags });
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
try {
  // Some settings are only found wrong by what they make, such as a bucket policy that is too long.
  new LogMetricsStack(app, settingsInContext(app.node.getAllContext()), {
    ...(account !== undefined && region !== undefined && { env: { account, region } }),
  });
  // What is found wrong here would else come as a dump of the CDK's own code.
  app.synth();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
