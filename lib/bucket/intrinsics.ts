/**
 * CloudFormation's functions in a template, evaluated before anything is deployed. The caller says what their
 * references stand for.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */

export interface References {
  /**
   * What `AWS::Region`, a logical id (Ref) or `LogicalId.Attribute` (GetAtt) stands for. Undefined: the member or item
   * is left out.
   */
  readonly standsFor: (reference: string) => string | undefined;
  /** Which of the two values of an Fn::If is taken; without it, there may be none. */
  readonly choose?: (values: IfValues) => unknown;
}

/** What an Fn::If chooses from. */
export interface IfValues {
  /** Name of a condition of the template. */
  readonly condition: unknown;
  readonly whenTrue: unknown;
  readonly whenFalse: unknown;
}

/** The value without functions. Throws on one that is not modeled. */
export function evaluated(value: unknown, references: References): unknown {
  const inner = (one: unknown) => evaluated(one, references);
  if (Array.isArray(value)) return value.map(inner).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (only === undefined || entries.length > 1)
    return Object.fromEntries(entries.map(([key, member]) => [key, inner(member)]));
  const [name, argument] = only;
  if (name === 'Fn::If' && references.choose !== undefined && Array.isArray(argument))
    return references.choose({ condition: argument[0], whenTrue: inner(argument[1]), whenFalse: inner(argument[2]) });
  if (name === 'Ref' || name.startsWith('Fn::')) return called(name, argument, references);
  return Object.fromEntries(entries.map(([key, member]) => [key, inner(member)]));
}

function called(name: string, argument: unknown, references: References): unknown {
  const bad = (right: string) => new Error(`the argument of ${name} is ${JSON.stringify(argument)}: must be ${right}`);
  const args = name === 'Fn::Sub' || name === 'Ref' ? argument : evaluated(argument, references);
  const [first, second] = Array.isArray(args) ? args : [];
  switch (name) {
    case 'Ref':
      if (typeof args !== 'string') throw bad('a logical id');
      return args === 'AWS::NoValue' ? undefined : references.standsFor(args);
    case 'Fn::GetAtt': {
      const path = Array.isArray(args) ? args.join('.') : args;
      if (typeof path !== 'string') throw bad('a logical id and an attribute');
      return references.standsFor(path);
    }
    case 'Fn::Join':
      if (typeof first !== 'string' || !Array.isArray(second)) throw bad('a separator and a list');
      return second.map(String).join(first);
    case 'Fn::Split':
      if (typeof first !== 'string' || typeof second !== 'string') throw bad('a separator and a text');
      return second.split(first);
    case 'Fn::Select':
      if (!Array.isArray(second)) throw bad('an index and a list');
      // A text that is not known before deployment may have fewer parts than the real one; its last part takes the
      // place of the missing ones.
      return second[Number(first)] ?? second.at(-1);
    case 'Fn::Sub':
      return substituted(args, references, bad);
  }
  throw new Error(`the function '${name}' of ${JSON.stringify(argument)} is not modeled`);
}

function substituted(args: unknown, references: References, bad: (right: string) => Error): string {
  const [text, own] = Array.isArray(args) ? args : [args, {}];
  const values: unknown = evaluated(own, references);
  if (typeof text !== 'string' || typeof values !== 'object') throw bad('a text, or a text and its values');
  const all = new Map(Object.entries(values ?? {}));
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) =>
    literal ? `\${${name}}` : String(all.get(name) ?? references.standsFor(name) ?? name),
  );
}
