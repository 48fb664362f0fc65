/** The words of the settings for what happens to a resource when the stack goes. */
import { RemovalPolicy } from 'aws-cdk-lib';

export function removalPolicy(removal: 'retain' | 'destroy'): RemovalPolicy {
  return removal === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}
