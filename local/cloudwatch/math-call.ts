/** The arguments of a metric math function, checked, and what is common to functions over the points of a series. */
import { kindOf, type MathValue, type TimeGrid, type TimeSeries } from './math-values.ts';

export interface MathCall {
  readonly name: string;
  readonly values: readonly MathValue[];
  /** Arguments that are words, such as REPEAT or DESC. */
  readonly words: readonly string[];
  readonly grid: TimeGrid;
}

export type MathFunction = (call: MathCall) => MathValue;
export type Points = readonly (number | undefined)[];

export function wrong(call: MathCall, right: string): Error {
  const got = [...call.values.map(kindOf), ...call.words].join(', ') || 'nothing';
  return new Error(`the argument of ${call.name} is ${got}: must be ${right}`);
}

export function onlyValue(call: MathCall, right: string): MathValue {
  const [value] = call.values;
  if (!value || call.values.length !== 1 || call.words.length > 0) throw wrong(call, right);
  return value;
}

export function arrayArgument(call: MathCall): readonly TimeSeries[] {
  const [value] = call.values;
  if (value?.kind !== 'array') throw wrong(call, 'an array of time series');
  return value.items;
}

export function scalarArgument(call: MathCall, index: number): number | undefined {
  const value = call.values[index];
  if (value === undefined) return undefined;
  if (value.kind !== 'scalar' || value.value === undefined) throw wrong(call, 'a scalar there');
  return value.value;
}

export function presentPoints(points: Points): number[] {
  return points.filter((point) => point !== undefined);
}

export function hasPoints(points: Points): boolean {
  return points.some((point) => point !== undefined);
}

export function sumOfPoints(points: Points): number {
  return presentPoints(points).reduce((all, point) => all + point, 0);
}

/** Missing values count as 0, as documented for AVG. */
export function average(points: Points): number | undefined {
  return hasPoints(points) ? sumOfPoints(points) / points.length : undefined;
}

export function maximum(points: Points): number | undefined {
  return hasPoints(points) ? Math.max(...presentPoints(points)) : undefined;
}

export function minimum(points: Points): number | undefined {
  return hasPoints(points) ? Math.min(...presentPoints(points)) : undefined;
}
