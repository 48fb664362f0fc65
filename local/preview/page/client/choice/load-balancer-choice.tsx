/** The load balancer: a list to choose from, and where there are many a field that finds one as a person types. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Select } from '../controls/controls.tsx';
import { useLinks } from './links.ts';
import { shortNames } from './names.ts';

/** A longer list is searched rather than read. */
const LISTED_MAX = 12;
const ALL = 'All load balancers';

export function LoadBalancerChoice({ names }: { readonly names: readonly string[] }): JSX.Element | null {
  const { address, go } = useLinks();
  const { loadBalancer } = address.choice;
  if (names.length < 2 && loadBalancer === undefined) return null;
  if (names.length > LISTED_MAX) return <Searched names={names} />;
  const short = shortNames(names);
  return (
    <Select
      label="Load balancer"
      options={[{ value: '', text: ALL }, ...names.map((name) => ({ value: name, text: short.get(name) ?? name }))]}
      value={loadBalancer ?? ''}
      onChange={(next) => go({ loadBalancer: next === '' ? undefined : next })}
    />
  );
}

function Searched({ names }: { readonly names: readonly string[] }): JSX.Element {
  const { address, go } = useLinks();
  const { loadBalancer } = address.choice;
  const short = shortNames(names);
  const shown = loadBalancer === undefined ? '' : (short.get(loadBalancer) ?? loadBalancer);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);
  const choose = (typed: string): void => {
    const found = named(names, short, typed);
    if (typed.trim() === '') go({ loadBalancer: undefined });
    else if (found === undefined) setText(shown);
    else go({ loadBalancer: found });
  };
  return (
    <label>
      <span>Load balancer</span>
      <input
        type="search"
        list="load-balancers"
        placeholder={`${ALL} (${names.length})`}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      <datalist id="load-balancers">
        {names.map((name) => (
          <option key={name} value={short.get(name) ?? name} />
        ))}
      </datalist>
    </label>
  );
}

/** The one of this name, else the only one that has the text in it. */
function named(names: readonly string[], short: ReadonlyMap<string, string>, typed: string): string | undefined {
  const exact = names.find((name) => name === typed || short.get(name) === typed);
  const partly = names.filter((name) => name.toLowerCase().includes(typed.trim().toLowerCase()));
  return exact ?? (partly.length === 1 ? partly[0] : undefined);
}
