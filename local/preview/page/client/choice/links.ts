/**
 * Links that change the choice: every click is an address, so it can be opened in another tab, sent, and taken back.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Address, hashOf, type PageChoice, type SectionName } from './address.ts';

export const AddressContext = createContext<Address>({ section: 'dashboard', choice: {} });

export interface ChoiceLinks {
  readonly address: Address;
  /** The address after a change of the choice, in this section or another. */
  readonly href: (change: Partial<PageChoice>, target?: Target) => string;
  /** Goes there. */
  readonly go: (change: Partial<PageChoice>, target?: Target) => void;
}

interface Target {
  readonly section?: SectionName;
  readonly at?: string;
}

export function useLinks(): ChoiceLinks {
  const address = useContext(AddressContext);
  const href: ChoiceLinks['href'] = (change, { section = address.section, at } = {}) =>
    hashOf({ section, choice: { ...address.choice, ...change }, at });
  return {
    address,
    href,
    go: (change, target) => {
      location.hash = href(change, target);
    },
  };
}
