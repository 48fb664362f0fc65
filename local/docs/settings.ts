/** docs/settings.md: every setting with its default and what is allowed, from the schema that checks them. */
import { z } from 'zod';
import { settingsSchema } from '../../lib/settings/settings.ts';

interface Schema {
  readonly type?: string;
  readonly right?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

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
  const schema: Schema = JSON.parse(
    JSON.stringify(z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' })),
  );
  const top = Object.entries(schema.properties ?? {});
  const single = top.filter(([, { properties }]) => properties === undefined);
  const groups = top.filter(([, { properties }]) => properties !== undefined);
  return [
    HEAD,
    table(single),
    ...groups.map(([group, { description, properties = {} }]) => {
      const rows = Object.entries(properties).map(([name, setting]): [string, Schema] => [`${group}.${name}`, setting]);
      return `## ${group}\n\n${description === undefined ? '' : `${description}\n\n`}${table(rows)}`;
    }),
  ].join('\n');
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
