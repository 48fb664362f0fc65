/**
 * A message about an incident -> the topic of its severity: an email in plain text, the chat's own form, a short text,
 * JSON for programs.
 */
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { LinkOptions, Severity } from '../settings.ts';
import type { Incident } from '../verdict.ts';
import { chatOf } from '../words/chat.ts';
import { linksOf } from '../words/links.ts';
import { type MailOptions, mailOf, shortText } from '../words/mail.ts';
import type { KnownState, Message } from './known.ts';

export interface Teller {
  readonly client: Pick<SNSClient, 'send'>;
  readonly topics: Readonly<Record<Severity, string>>;
  readonly links: LinkOptions;
  readonly allowedPercent: number;
}

export interface Around {
  readonly known: KnownState;
  /** All incidents found, heaviest first. */
  readonly incidents: readonly Incident[];
  readonly now: number;
}

/**
 * By protocol (SNS developer guide, "Publishing to different protocols"): AWS's chat integration subscribes by HTTPS.
 * The whole may have 256 KB; an email has about 4.
 */
export async function tell(teller: Teller, message: Message, { known, incidents, now }: Around): Promise<void> {
  const { client, topics, links, allowedPercent } = teller;
  const { incident, stage, severity, instead } = message;
  const options: MailOptions = {
    ...{ stage, severity, allowedPercent, until: now, links: linksOf(incident, links) },
    place: `account ${links.accountId}, ${links.region}`,
    alarms: [...new Set(known.alarms.map(({ alarm }) => alarm))].slice(0, 5),
    others: incidents.filter(({ id }) => id !== incident.id),
    instead,
  };
  const { subject, text } = mailOf(incident, options);
  const program = JSON.stringify({ schemaVersion: 1, stage, severity, incident });
  await client.send(
    new PublishCommand({
      ...{ TopicArn: topics[severity], Subject: subject, MessageStructure: 'json' },
      Message: JSON.stringify({
        ...{
          default: text,
          email: text,
          sms: shortText(incident, message),
          https: JSON.stringify(chatOf(incident, options)),
        },
        ...{ lambda: program, sqs: program },
      }),
    }),
  );
}
