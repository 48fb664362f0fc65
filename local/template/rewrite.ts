/** Changes to a CloudFormation template as JSON. Each gives a new one. */
import { isObject } from '../../lambda/catalogue/json-object.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface CloudFormationTemplate {
  readonly [key: string]: Json;
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly [key: string]: Json;
  readonly Type: string;
}

/** Applies `change` to every value from the inside out. */
export function mapJson(value: Json, change: (value: Json) => Json): Json {
  if (isList(value)) return change(value.map((item) => mapJson(item, change)));
  if (!isObject(value)) return change(value);
  return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapJson(inner, change)])));
}

/** Every `{ Ref: id }` becomes `other`. */
export function replaceReference(value: Json, id: string, other: Json): Json {
  return mapJson(value, (one) => (isObject(one) && one.Ref === id && Object.keys(one).length === 1 ? other : one));
}

/** Every occurrence of `text` within a string becomes `other`, by Fn::Join where there is more to the string. */
export function replaceText(value: Json, text: string, other: Json): Json {
  return mapJson(value, (one) => {
    if (typeof one !== 'string' || !one.includes(text)) return one;
    const parts = one.split(text).flatMap((part, index) => (index === 0 ? [part] : [other, part]));
    const filled = parts.filter((part) => part !== '');
    return filled.length === 1 && filled[0] !== undefined ? filled[0] : { 'Fn::Join': ['', filled] };
  });
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
