/** The email about an incident in the account that tests pretend, as it is written. */
import type { Incident } from '../../lambda/verdict/verdict.ts';
import { linksOf } from '../../lambda/verdict/words/links.ts';
import { type MailOptions, mailOf } from '../../lambda/verdict/words/mail.ts';
import { SCENARIO_MINUTES, SCENARIO_START } from '../../local/generate/scenarios/index.ts';

export const MAIL_LINKS = {
  region: 'eu-central-1',
  accountId: '123456789012',
  dashboardName: 'LoadBalancerLogMetrics',
  logGroupName: '/aws/lambda/LoadBalancerLogMetrics-Function',
  namespace: 'LoadBalancerLogs',
};

export function mailOptions(incident: Incident, others: readonly Incident[], stage: MailOptions['stage']): MailOptions {
  return {
    ...{
      stage,
      severity: 'page',
      alarms: ['LoadBalancerLogMetrics-Page'],
      others,
      links: linksOf(incident, MAIL_LINKS),
    },
    place: 'account 123456789012, eu-central-1',
    ...{ until: SCENARIO_START + SCENARIO_MINUTES * 60_000, allowedPercent: 5 },
  };
}

/** About the first of these; the others are named in it. */
export function mailOfFirst(incidents: readonly Incident[], stage: MailOptions['stage']): ReturnType<typeof mailOf> {
  const [first, ...others] = incidents;
  if (first === undefined) throw new Error('no incident');
  return mailOf(first, mailOptions(first, others, stage));
}
