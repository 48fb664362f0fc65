/**
 * Services as the core knows them (assembly/service.ts): by the number of a target group, the number of its service.
 * What they mean: lambda/diagnosis/services.ts.
 */
import type { Services } from '../../diagnosis/services.ts';
import { CORE } from './core.ts';
import type { Core } from './exports.ts';

/** The settings of an object, for the target groups that are known; others are written as they are learned. */
export function useServices(core: Core, services: Services | undefined): void {
  core.exports.setServices(Number(services !== undefined));
  core.meanings.targetGroups.forEach((_name, number) => {
    writeService(core, services, number);
  });
}

/** Of a target group, by its number. */
export function writeService({ memory, meanings }: Core, services: Services | undefined, number: number): void {
  if (services === undefined) return;
  memory[CORE.SERVICES_OF_GROUPS + number] = services.ofTargetGroup(meanings.targetGroups[number]) ?? CORE.BY_HOST;
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
