/** Checks resources of a template against the CloudFormation specification: names, required properties and types. */
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

type Type = { readonly type: string; readonly [key: string]: unknown };
interface Property {
  readonly type: Type;
  readonly required?: boolean;
}
type Properties = Readonly<Record<string, Property>>;

const database = loadAwsServiceSpecSync();

/** One line for each property that is unknown, missing or of another type. */
export function problemsOf(resourceType: string, properties: unknown): string[] {
  const [found] = database.lookup('resource', 'cloudFormationType', 'equals', resourceType);
  if (found === undefined) return [`${resourceType} is no resource type`];
  return objectProblems(resourceType, found.properties as unknown as Properties, properties);
}

function objectProblems(path: string, known: Properties, value: unknown): string[] {
  if (isIntrinsic(value)) return [];
  if (typeof value !== 'object' || value === null) return [`${path} must be an object, got ${JSON.stringify(value)}`];
  const missing = Object.entries(known).filter(([name, { required }]) => required === true && !(name in value));
  const inside = Object.entries(value).flatMap(([name, inner]) => {
    const property = known[name];
    return property === undefined ? [`${path}.${name} is unknown`] : problems(`${path}.${name}`, property.type, inner);
  });
  return [...missing.map(([name]) => `${path}.${name} is missing`), ...inside];
}

function problems(path: string, type: Type, value: unknown): string[] {
  if (isIntrinsic(value)) return [];
  if (type.type === 'union') {
    const each = (type.types as Type[]).map((one) => problems(path, one, value));
    return each.find((found) => found.length === 0) ?? each[0] ?? [];
  }
  if (type.type === 'ref') {
    const definition = database.get('typeDefinition', (type.reference as { $ref: string }).$ref);
    return objectProblems(path, definition.properties as unknown as Properties, value);
  }
  if (type.type === 'array') {
    if (!Array.isArray(value)) return [`${path} must be a list, got ${JSON.stringify(value)}`];
    return value.flatMap((item, index) => problems(`${path}[${index}]`, type.element as Type, item));
  }
  if (type.type === 'map')
    return Object.entries(Object(value)).flatMap(([key, item]) =>
      problems(`${path}.${key}`, type.element as Type, item),
    );
  return isOf(type.type, value) ? [] : [`${path} must be of type ${type.type}, got ${JSON.stringify(value)}`];
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number' || type === 'boolean' || type === 'string') return typeof value === type;
  if (type === 'json' || type === 'tag') return typeof value === 'object';
  return type === 'date-time' ? typeof value === 'string' : type === 'null' && value === null;
}

function isIntrinsic(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [name = '', ...more] = Object.keys(value);
  return more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
}
