/** Metrics of a deployment, for alarms and graphs that you make. */
import type { MetricOptions as CdkMetricOptions, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { PipelineMetric } from '../../lambda/catalogue/metrics/pipeline.ts';
import type { Settings } from '../settings/types.ts';
import { type MetricOf, type MetricOptions, pipelineMetric, requestMetric } from './metric.ts';
import { scopeOf } from './subject.ts';

/** As the CDK's own `metric…` methods take them. */
export type LogMetricOptions = Pick<CdkMetricOptions, 'dimensionsMap' | 'statistic' | 'period' | 'label' | 'color'>;

export abstract class MetricMethods extends Construct {
  abstract readonly settings: Settings;

  /**
   * A metric of the requests, for alarms and your own graphs: for all load balancers, or those of
   * `options.dimensionsMap`.
   */
  metric(name: MetricOf<'requests'>, options: LogMetricOptions = {}): Metric {
    return requestMetric(scopeOf(this.settings), name, metricOptions(options));
  }

  /** How the pipeline itself fares. */
  metricPipeline(name: PipelineMetric, options: LogMetricOptions = {}): Metric {
    return pipelineMetric(scopeOf(this.settings), name, metricOptions(options));
  }

  /** Requests answered with 5xx, from the load balancer or a target: Sum is their count, Average their rate. */
  metricElb5xx(options?: LogMetricOptions): Metric {
    return this.metric('Elb5xx', options);
  }

  /** Requests that failed beyond the share that is allowed (docs/alarms.md). */
  metricExcessErrors(options?: LogMetricOptions): Metric {
    return this.metric('ExcessErrors', options);
  }

  /** Requests that were slow: Average is their share of those that were judged. */
  metricSlowRequests(options?: LogMetricOptions): Metric {
    return this.metric('SlowRequests', options);
  }

  /** Requests that were slow beyond the share that is allowed (docs/alarms.md). */
  metricExcessSlow(options?: LogMetricOptions): Metric {
    return this.metric('ExcessSlow', options);
  }

  metricElb4xx(options?: LogMetricOptions): Metric {
    return this.metric('Elb4xx', options);
  }

  /** Requests the target itself answered with 5xx. */
  metricTarget5xx(options?: LogMetricOptions): Metric {
    return this.metric('Target5xx', options);
  }

  metricTarget4xx(options?: LogMetricOptions): Metric {
    return this.metric('Target4xx', options);
  }

  /** Seconds; p99 unless asked otherwise. */
  metricTargetProcessingTime(options?: LogMetricOptions): Metric {
    return this.metric('TargetProcessingTime', options);
  }

  metricRequestProcessingTime(options?: LogMetricOptions): Metric {
    return this.metric('RequestProcessingTime', options);
  }

  metricResponseProcessingTime(options?: LogMetricOptions): Metric {
    return this.metric('ResponseProcessingTime', options);
  }

  /** Of the whole request; CloudFront, Baidu BLB and JD Cloud log it. */
  metricRequestTime(options?: LogMetricOptions): Metric {
    return this.metric('RequestTime', options);
  }

  /** CloudFront logs it. */
  metricTimeToFirstByte(options?: LogMetricOptions): Metric {
    return this.metric('TimeToFirstByte', options);
  }

  /** Of one exact code: dimensions LoadBalancer and StatusCode. */
  metricElbStatusCode(options?: LogMetricOptions): Metric {
    return this.metric('ElbStatusCode', options);
  }

  metricTargetStatusCode(options?: LogMetricOptions): Metric {
    return this.metric('TargetStatusCode', options);
  }

  /** Failed requests of one cause: dimension Cause, and LoadBalancer if wanted. */
  metricErrorCause(options?: LogMetricOptions): Metric {
    return this.metric('ErrorCause', options);
  }

  metricReceivedBytes(options?: LogMetricOptions): Metric {
    return this.metric('ReceivedBytes', options);
  }

  metricSentBytes(options?: LogMetricOptions): Metric {
    return this.metric('SentBytes', options);
  }
}

function metricOptions({ dimensionsMap, period, ...options }: LogMetricOptions): MetricOptions {
  return {
    ...options,
    ...(dimensionsMap !== undefined && { dimensions: dimensionsMap }),
    ...(period !== undefined && { periodSeconds: period.toSeconds() }),
  };
}
