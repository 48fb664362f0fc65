/** What a map has under a name; made when it is first asked for. */
export function madeIn<Value>(map: Map<string, Value>, name: string, make: () => Value): Value {
  const known = map.get(name);
  if (known !== undefined) return known;
  const made = make();
  map.set(name, made);
  return made;
}

export function newMap<Value>(): Map<string, Value> {
  return new Map();
}
