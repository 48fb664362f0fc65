/**
 * How old AWS's own metrics are when CloudWatch has them: a model with a seed. The end of a minute and what names a
 * datum -> the moment it is there. AWS documents no bound; two to three minutes are usual.
 */
import { random } from '../generate/random.ts';

export interface NativeAge {
  readonly seed: number | string;
  /** From the end of the minute, evenly between two, in seconds. */
  readonly seconds: readonly [number, number];
  /** Whether each metric of a minute is late on its own, or all of a load balancer together. */
  readonly each: 'metric' | 'minute';
}

type AgeModel = Omit<NativeAge, 'seed'> & { readonly meaning: string };

export const NATIVE_AGES = {
  usual: { meaning: 'one to two and a half minutes', seconds: [60, 150], each: 'minute' },
  old: { meaning: 'three to four minutes', seconds: [180, 240], each: 'minute' },
  mixed: { meaning: 'one to three and a half minutes, different for each metric', seconds: [60, 210], each: 'metric' },
} as const satisfies Record<string, AgeModel>;

export type NativeAgeKind = keyof typeof NATIVE_AGES;

export const NATIVE_AGE_KINDS = Object.keys(NATIVE_AGES) as NativeAgeKind[];

export interface NativeDatumKey {
  readonly loadBalancer: string;
  /** End of its minute, milliseconds. */
  readonly end: number;
  readonly metricName: string;
}

export function nativeArrival({ seed, seconds, each }: NativeAge, { loadBalancer, end, metricName }: NativeDatumKey) {
  const [least, most] = seconds;
  const chance = random(seed, 'native', loadBalancer, end, each === 'metric' ? metricName : '');
  return end + Math.round((least + (most - least) * chance.unit()) * 1000);
}
