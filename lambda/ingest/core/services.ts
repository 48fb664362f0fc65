/**
 * Services as the core knows them (assembly/service.ts): by the number of a target group, the number of its service.
 * What they mean: lambda/diagnosis/services.ts.
 */
import type { Services } from '../../diagnosis/services.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';
import type { Meanings } from './meanings.ts';

/** The settings of an object. Number 0 is no target group; others are written as they are learned. */
export function useServices(core: Core, services: Services | undefined): void {
  core.exports.setServices(Number(services !== undefined));
  if (services !== undefined) write(core, services, { number: 0, targetGroup: undefined });
}

/** The last target group that was learned. */
export function writeService(core: Core, services: Services | undefined, { targetGroups }: Meanings): void {
  const number = targetGroups.length - 1;
  if (services !== undefined) write(core, services, { number, targetGroup: targetGroups[number] });
}

function write(
  { memory }: Core,
  services: Services,
  { number, targetGroup }: { readonly number: number; readonly targetGroup: string | undefined },
): void {
  memory[CORE.SERVICES_OF_GROUPS + number] = services.ofTargetGroup(targetGroup) ?? CORE.BY_HOST;
}

/** Of a request (method, space, URL) between two addresses. */
export function numberOfService(
  { memory }: Core,
  services: Services | undefined,
  {
    start,
    end,
    targetGroup,
  }: { readonly start: number; readonly end: number; readonly targetGroup: string | undefined },
): number {
  return services?.match(targetGroup, `${memory.toString('latin1', start, end)} -`) ?? 0;
}
