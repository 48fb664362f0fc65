/** docs/settings.md: every setting with its default and what is allowed, from the schema that checks them. */
import { type Schema, schemaOfSettings } from '../../lib/settings/json-schema.ts';

const HEAD = `# Settings

None is needed: a deployment without any works. They stand in \`cdk.json\` under \`context\`, on the command line, or in the
props of the construct; this list is written from the schema that checks them (\`npm run docs\`).

\`\`\`json
{ "context": { "bucket": { "name": "my-logs", "prefix": "alb" }, "alarms": { "email": ["on-call@example.com"] } } }
\`\`\`

On the command line a setting within another has a dot, a list has commas, and anything may be written as JSON:
\`npx cdk deploy -c bucket.name=my-logs -c filter.regions=eu-west-1,eu-central-1 -c 'routes=[{"name":"checkout","path":"/checkout/*"}]'\`

A wrong setting stops the synthesis with its name, its value and what would be right; so does one that does not exist.
`;

export function settingsDocument(): string {
  const schema = schemaOfSettings('input');
  const top = Object.entries(schema.properties ?? {});
  return [HEAD, table(top), ...top.flatMap(([name, setting]) => sections(name, setting, '##'))].join('\n');
}

/** A section for settings that have settings within, and one for each of those that do. */
function sections(group: string, { description, properties, additionalProperties }: Schema, mark: string): string[] {
  const inner = properties ?? (additionalProperties === false ? undefined : additionalProperties?.properties);
  if (inner === undefined) return [];
  const path = properties === undefined ? `${group}.<name>` : group;
  const rows = Object.entries(inner).map(([name, setting]): [string, Schema] => [`${path}.${name}`, setting]);
  const own = `${mark} ${group}\n\n${description === undefined ? '' : `${description}\n\n`}${table(rows)}`;
  return [own, ...rows.flatMap(([name, setting]) => sections(name, setting, `${mark}#`))];
}

function table(rows: readonly (readonly [string, Schema])[]): string {
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
