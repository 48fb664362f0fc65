/**
 * List prices in US dollars, us-east-1, without any free tier. Sources: the pricing pages of AWS Lambda (arm64), Amazon
 * S3, Amazon SQS, Amazon DynamoDB (on demand) and Amazon CloudWatch. Check them before you rely on a figure.
 */

const MILLION = 1e6;
const GB = 1e9;

export const PRICES = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / MILLION,
  s3Get: 0.4 / MILLION,
  s3GbMonth: 0.023,
  sqsRequest: 0.4 / MILLION,
  dynamoDbWrite: 0.625 / MILLION,
  dynamoDbRead: 0.125 / MILLION,
  putMetricData: 10 / MILLION,
  logsIngestedByte: 0.5 / GB,
} as const;

/**
 * Five pollers that wait 20 seconds each ask an idle queue this often in 30 days; a busy one is asked instead, not as
 * well.
 */
export const POLLS_PER_MONTH = (5 * 30 * 24 * 3_600) / 20;

/** Bytes a month up to which a price per byte holds; the same scale for a service's own ("vended") logs. */
const VENDED_LOGS = [
  [10e12, 0.5 / GB],
  [30e12, 0.25 / GB],
  [50e12, 0.1 / GB],
  [Number.POSITIVE_INFINITY, 0.05 / GB],
] as const;

/** Custom metrics a month up to which a price holds. */
const METRICS = [
  [10_000, 0.3],
  [250_000, 0.1],
  [1_000_000, 0.05],
  [Number.POSITIVE_INFINITY, 0.02],
] as const;

export const vendedLogs = (bytes: number): number => tiered(VENDED_LOGS, bytes);
export const customMetrics = (metrics: number): number => tiered(METRICS, metrics);

function tiered(tiers: readonly (readonly [number, number])[], amount: number): number {
  let cost = 0;
  let below = 0;
  for (const [limit, price] of tiers) {
    cost += Math.max(0, Math.min(amount, limit) - below) * price;
    below = limit;
  }
  return cost;
}
