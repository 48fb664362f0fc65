/** A part of the choice as a link: a click narrows everything to it, and once it is chosen takes it back. */
import type { ComponentChildren, JSX } from 'preact';
import { type ChoicePart, PART_NAMES, type SectionName } from './address.ts';
import { useLinks } from './links.ts';

export interface ChosenLinkProps {
  readonly part: ChoicePart;
  readonly value: string;
  /** Where it leads; here, unless told. */
  readonly section?: SectionName;
  readonly title?: string | undefined;
  readonly children?: ComponentChildren;
}

export function ChosenLink({ part, value, section, title, children }: ChosenLinkProps): JSX.Element {
  const { address, href } = useLinks();
  const isChosen = address.choice[part] === value;
  const words = isChosen ? `Show every ${PART_NAMES[part]} again` : `Show only the ${PART_NAMES[part]} ${value}`;
  return (
    <a
      class={isChosen ? 'chosen' : 'choose'}
      href={href({ [part]: isChosen ? undefined : value }, section === undefined ? {} : { section })}
      title={title ?? words}
      aria-current={isChosen ? 'true' : undefined}
    >
      {children ?? value}
    </a>
  );
}
