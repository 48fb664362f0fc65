/** Writes docs/settings.md: every setting with its default and what is allowed, from the schema that checks them. */
import { type JsonSchema, schemaOfSettings } from '../../../lib/settings/json-schema.ts';

const HEAD = `# Settings

All settings are optional. Put them under \`context\` in \`cdk.json\`, on the command line, in the props of the construct, or in
\`elb-log-metrics.json\` for the program and the template ([install.md](install.md)).

\`\`\`json
{ "context": { "bucket": { "name": "my-logs", "prefix": "alb" }, "alarms": { "email": ["on-call@example.com"] } } }
\`\`\`

On the command line, write a dot for a setting in another setting, commas for a list, or JSON for anything:

\`\`\`sh
npx cdk deploy -c bucket.name=my-logs -c filter.regions=eu-west-1,eu-central-1 \\
  -c 'routes=[{"name":"checkout","path":"/checkout/*"}]'
\`\`\`

A wrong or unknown setting stops the synthesis. The error says its name, its value and what is allowed: \`alarms.errorPercent\` is 500: must be a
percentage from 0.1 to 99.9. The schema that checks the settings also writes this page.
`;

export function settingsDocument(): string {
  const schema = schemaOfSettings('input');
  const top = Object.entries(schema.properties ?? {});
  return [HEAD, table(top), ...top.flatMap(([name, setting]) => sections(name, setting, '##'))].join('\n');
}

/** A section for settings that have settings within, and one for each of those that do. */
function sections(
  group: string,
  { description, properties, additionalProperties }: JsonSchema,
  mark: string,
): string[] {
  const inner = properties ?? (additionalProperties === false ? undefined : additionalProperties?.properties);
  if (inner === undefined) return [];
  const path = properties === undefined ? `${group}.<name>` : group;
  const rows = Object.entries(inner).map(([name, setting]): [string, JsonSchema] => [`${path}.${name}`, setting]);
  const own = `${mark} ${group}\n\n${description === undefined ? '' : `${description}\n\n`}${table(rows)}`;
  return [own, ...rows.flatMap(([name, setting]) => sections(name, setting, `${mark}#`))];
}

function table(rows: readonly (readonly [string, JsonSchema])[]): string {
  const lines = rows.flatMap(([name, setting]) => {
    if (setting.properties !== undefined) return [];
    const standard = setting.default === undefined ? 'none' : code(JSON.stringify(setting.default));
    const allowed = (setting.right ?? setting.type ?? '').replaceAll('<', '&lt;');
    return [`| ${code(name)} | ${standard} | ${allowed} | ${setting.description ?? ''} |`];
  });
  return `| Setting | Default | Allowed | What it does |\n| --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}

function code(text: string): string {
  return `\`${text}\``;
}
