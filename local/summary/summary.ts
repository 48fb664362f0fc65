/**
 * What was read, as text for a terminal of a hundred columns and at most a screen: what is wrong first, then which
 * codes and causes, then where, what failed most first. The page and the JSON of `verdict` have the rest.
 */
import { count, counted, percent } from '../../lambda/catalogue/figures.ts';
import { LINE_BYTES_MAX } from '../../lambda/read/lines.ts';
import { nameOfSource } from '../read/paths.ts';
import type { FoundIncidents } from '../readings/incidents.ts';
import type { Readings } from '../readings/readings.ts';
import { sumKinds } from '../readings/select.ts';
import { firstLines, oneLine } from '../terminal/print.ts';
import { codeLines } from './codes.ts';
import { copyLines } from './copies.ts';
import { familyLines } from './family-summary.ts';
import { incidentLines } from './incidents.ts';
import { ALWAYS, type Overview, overview } from './overview.ts';
import { rankingLines } from './ranking.ts';
import { timeoutLines } from './timeouts.ts';

const UNPARSED_SHOWN = 3;
const FAILED_SHOWN = 3;
const FAMILY_LINES_SHOWN = 14;
const WIDTH = 100;

export function summary(readings: Readings, { incidents, timeouts }: FoundIncidents, allowedPercent: number): string {
  const found = overview(readings);
  const requests =
    found === undefined
      ? []
      : [
          ...totalLines(found),
          ...incidentLines(incidents, { allowedPercent, elb5xx: found.elb5xx }),
          ...codeLines(sumKinds(readings.outcomes, ALWAYS)),
          ...timeoutLines(timeouts),
          ...rankingLines(readings, found),
        ];
  const families = firstLines(familyLines(readings.familyTotals), FAMILY_LINES_SHOWN, 'more lines: see the page');
  return [...accountLines(readings), ...requests, ...families].join('\n');
}

function accountLines({ objects: { objects, lines, unparsed }, ignored, failed, copies }: Readings): string[] {
  return [
    `${counted(objects, 'log object')}, ${counted(lines.parsed + lines.skipped + lines.unparsed, 'line')}: ` +
      `${count(lines.parsed)} parsed, ${count(lines.skipped)} skipped, ${count(lines.unparsed)} unparsed`,
    ...unparsed.flatMap(unparsedText).slice(0, UNPARSED_SHOWN),
    ...(ignored.length === 0
      ? []
      : [
          `${counted(ignored.length, 'other file')} ignored, for instance ${oneLine(nameOfSource(ignored[0]?.key ?? ''))}: ${ignored[0]?.reason}`,
        ]),
    ...copyLines(copies),
    ...failed
      .slice(0, FAILED_SHOWN)
      .map(({ key, reason }) => oneLine(`could not read ${nameOfSource(key)}: ${reason}; nothing of it is counted`)),
    ...(failed.length > FAILED_SHOWN ? [`could not read ${count(failed.length - FAILED_SHOWN)} more`] : []),
  ];
}

/** Each bad line with its place: file, line and field. */
function unparsedText({ key, explained = [], unparsedExamples }: Readings['objects']['unparsed'][number]): string[] {
  if (explained.length > 0)
    return explained.map(({ line, why }) => oneLine(`  unparsed: ${nameOfSource(key)}, line ${count(line)}: ${why}`));
  // Only of lines that are too long nothing is kept.
  if (unparsedExamples.length === 0)
    return [oneLine(`  unparsed: ${nameOfSource(key)}: longer than a line may be, ${LINE_BYTES_MAX / 1024 ** 2} MiB`)];
  return unparsedExamples.map((text) => oneLine(`  unparsed: ${nameOfSource(key)}: ${text.slice(0, WIDTH)}`));
}

function totalLines({ from, to, requests, elb5xx, loadBalancers }: Overview): string[] {
  const span = `${new Date(from).toISOString().slice(0, 16)}Z to ${new Date(to).toISOString().slice(0, 16)}Z`;
  return [
    `${counted(requests, 'request')}, ${count(elb5xx)} answered with 5xx (${percent(elb5xx, requests, 2)}), ` +
      `${counted(loadBalancers.length, 'load balancer')}, ${span}`,
  ];
}
