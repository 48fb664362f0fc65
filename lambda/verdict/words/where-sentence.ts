/** Where an incident is, in a sentence: in which target groups, routes and services, and on which targets. */
import { count, counted } from '../../catalogue/figures.ts';
import type { Incident, Where } from '../verdict.ts';
import { listed, shortName } from './text.ts';

export function whereSentence(incident: Incident): string {
  const { where, placeFailed, placeRequests, kind } = incident;
  const { place } = where;
  if (kind === 'traffic') return '';
  const group = place.targetGroup === undefined ? '' : `target group ${shortName(place.targetGroup)}`;
  const counts =
    kind === 'slow' || placeRequests === 0
      ? ''
      : ` (${count(placeFailed)} of its ${counted(placeRequests, 'request')})`;
  const inParts = `${sliced(where, 'route')}${sliced(where, 'service')}`;
  switch (where.extent) {
    case 'target':
      return `All of it is on one target: ${where.targets?.[0]} of ${group}${others(where)}.`;
    case 'newTargets':
      return `All of it is on new targets of ${group}: ${listed(where.targets ?? [])}. The old ones work.`;
    case 'zone':
      return `All of it is on targets of ${group === '' ? 'one subnet' : group} in ${where.address}: ${listed(where.targets ?? [])}${others(where)}.`;
    case 'node':
      return `All of it went through one load balancer node: ${where.address}${inParts}. Requests through the other nodes work.`;
    case 'route':
      return `It is in route ${place.route}${group === '' ? '' : ` of ${group}`}${counts}${sliced(where, 'service')}; other routes work.`;
    case 'service':
      return `It is in service ${place.service}${group === '' ? inGroups(where) : ` of ${group}`}${counts}${sliced(where, 'route')}; other services work.`;
    case 'targetGroup':
      return `It is in ${group}${counts}${inParts}${onTargets(where)}.`;
    case 'loadBalancers':
      return `It began on ${counted(incident.loadBalancers.length, 'load balancer')} at the same time${place.service === undefined ? '' : `, in service ${place.service}`}.`;
    default:
      return `It is in ${spread(where)}${inParts}.`;
  }
}

/** `, routes cart and payment`; nothing where the place says it already. */
function sliced({ place, slices }: Where, name: 'route' | 'service'): string {
  const names = slices.flatMap((slice) => slice[name] ?? []);
  if (place[name] !== undefined || names.length === 0) return '';
  return `, ${name}${names.length === 1 ? '' : 's'} ${listed(names)}`;
}

/** ` in target groups shop-web and shop-api`. */
function inGroups({ slices }: Where): string {
  const names = slices.flatMap(({ targetGroup }) => targetGroup ?? []).map(shortName);
  if (names.length === 0) return '';
  return ` in target group${names.length === 1 ? '' : 's'} ${listed(names)}`;
}

function others({ targetsSeen = 0, targetsFailing = 0 }: Where): string {
  const left = targetsSeen - targetsFailing;
  return left <= 0 ? '' : left === 1 ? '; the other one works' : `; the other ${count(left)} work`;
}

function onTargets({ targetsSeen = 0, targetsFailing = 0 }: Where): string {
  if (targetsSeen === 0 || targetsFailing === 0) return '';
  if (targetsSeen === 1) return ', on its only target';
  if (targetsSeen === 2 && targetsFailing === 2) return ', on both of its targets';
  return targetsFailing === targetsSeen
    ? `, on all ${targetsSeen} of its targets`
    : `, on ${targetsFailing} of its ${targetsSeen} targets`;
}

function spread({ slices }: Where): string {
  const groups = slices.filter(({ targetGroup }) => targetGroup !== undefined);
  if (groups.length < 2) return 'no single target group';
  return `target groups ${listed(groups.map(({ targetGroup = '', failed }) => `${shortName(targetGroup)} (${count(failed)})`))}`;
}
