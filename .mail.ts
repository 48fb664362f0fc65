import { judge } from './lambda/verdict/judge.ts';
import { mailOf } from './lambda/verdict/words/mail.ts';
import { linksOf } from './lambda/verdict/words/links.ts';
import { scenario, SCENARIO_START } from './local/generate/scenarios/index.ts';
import { evidenceOf, play } from './bench/verdict/play.ts';
for (const arg of process.argv.slice(2)) {
  const [name, seed] = arg.split('#');
  const s = scenario(name as any, Number(seed ?? 1));
  const { incidents: [first, ...others] } = judge(await evidenceOf(await play(s)));
  if (!first) { console.log('NOTHING'); continue; }
  const m = mailOf(first, { stage: 'new', severity: 'page', alarms: ['LoadBalancerLogMetrics-Page'], others, until: SCENARIO_START + 105*60000, allowedPercent: 5,
   links: undefined as any });
  console.log(`Subject: ${m.subject}\n\n${m.text}\n=========`);
}
