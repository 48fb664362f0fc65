/**
 * What is chosen, as the part of the address behind `#`:
 * `#causes&from=2026-05-04T18:53Z&lb=app/shop/1&cause=TargetTimeout`. So Back, reload and a link to a colleague show
 * the same. Pure.
 */
import type { Choice } from '../../../selection-document.ts';

export const SECTIONS = [
  ['dashboard', 'Dashboard'],
  ['causes', 'Causes'],
  ['places', 'Where'],
  ['examples', 'Examples'],
  ['lines', 'Lines'],
  ['bill', 'Bill'],
] as const;

export type SectionName = (typeof SECTIONS)[number][0];

/** Absent parts mean all of them. Without times it is the whole range, also when more is read. */
export type PageChoice = { readonly [Part in keyof Choice]?: Choice[Part] | undefined } & {
  /** Seconds of a data point of the dashboard. */
  readonly period?: number | undefined;
};

export interface Address {
  readonly section: SectionName;
  readonly choice: PageChoice;
  /** Id of the element to look at. */
  readonly at?: string | undefined;
}

/** Parts of the choice by their short names. */
const NAMES = {
  from: 'from',
  to: 'to',
  lb: 'loadBalancer',
  tg: 'targetGroup',
  route: 'route',
  service: 'service',
  cause: 'cause',
  code: 'code',
  period: 'period',
} as const satisfies Record<string, keyof PageChoice>;

export function parseAddress(hash: string): Address {
  const [first = '', ...rest] = hash.replace(/^#/, '').split('&');
  const section = SECTIONS.find(([name]) => name === first)?.[0];
  const parts = section === undefined ? [first, ...rest] : rest;
  const pairs = parts.flatMap((part): [string, string][] => {
    const at = part.indexOf('=');
    return at < 0 ? [] : [[part.slice(0, at), decoded(part.slice(at + 1))]];
  });
  const values = new Map(pairs);
  const at = values.get('at');
  return { section: section ?? 'dashboard', choice: choiceOf(values), ...(at === undefined ? {} : { at }) };
}

function choiceOf(values: ReadonlyMap<string, string>): PageChoice {
  const text = (name: keyof typeof NAMES): string | undefined => values.get(name) || undefined;
  const [from, to] = [millis(text('from')), millis(text('to'))];
  const isRange = from === undefined || to === undefined || from < to;
  return {
    ...(isRange ? { from, to } : {}),
    ...{
      loadBalancer: text('lb'),
      targetGroup: text('tg'),
      route: text('route'),
      service: text('service'),
      cause: text('cause'),
      code: text('code'),
    },
    period: periodSeconds(text('period')),
  };
}

/** What no address should hold is no choice. */
function millis(text: string | undefined): number | undefined {
  const value = Date.parse(text ?? '');
  return Number.isNaN(value) || value < 0 ? undefined : value;
}

function periodSeconds(text: string | undefined): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 && value % 60 === 0 ? value : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

export function hashOf({ section, choice, at }: Address): string {
  const parts = Object.entries(NAMES).flatMap(([name, part]) => {
    const value = choice[part];
    if (value === undefined) return [];
    return [
      `${name}=${part === 'from' || part === 'to' ? minuteParameter(Number(value)) : readableParameter(String(value))}`,
    ];
  });
  return `#${[section, ...parts, ...(at === undefined ? [] : [`at=${readableParameter(at)}`])].join('&')}`;
}

/** A person may read and change it. */
function minuteParameter(millis: number): string {
  return `${new Date(millis).toISOString().slice(0, 16)}Z`;
}

function readableParameter(value: string): string {
  return encodeURIComponent(value).replaceAll('%2F', '/').replaceAll('%3A', ':');
}

/** The parts of a choice that narrow it, in the order of a sentence. */
export const PARTS = ['loadBalancer', 'targetGroup', 'route', 'service', 'code', 'cause'] as const;

export type ChoicePart = (typeof PARTS)[number];

export const PART_NAMES: Readonly<Record<ChoicePart, string>> = {
  loadBalancer: 'load balancer',
  targetGroup: 'target group',
  route: 'route',
  service: 'service',
  code: 'status code',
  cause: 'cause',
};

export function isNarrowed(choice: PageChoice): boolean {
  return choice.from !== undefined || choice.to !== undefined || PARTS.some((part) => choice[part] !== undefined);
}
