/** The whole page: the head, what is chosen, and the section that the address names. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { BillSection } from './bill/bill.tsx';
import { CausesSection } from './causes/causes.tsx';
import { type Address, parseAddress } from './choice/address.ts';
import { FilterBar } from './choice/filter-bar.tsx';
import { AddressContext } from './choice/links.ts';
import { DashboardSection } from './dashboard/dashboard.tsx';
import { ExamplesSection } from './examples/examples.tsx';
import { Header } from './frame/header.tsx';
import { LinesSection } from './lines/lines.tsx';
import { LookContext } from './look.ts';
import { PlacesSection } from './places/places.tsx';
import { onSystemTheme } from './preferences.ts';
import { type ShownPage, useShown } from './shown.ts';
import type { DataSource } from './source.ts';

export function App({ source }: { readonly source: DataSource }): JSX.Element {
  const address = useAddress();
  const { shown, isBusy, isLost, problem } = useShown(source, address.choice);
  const [look, setLook] = useState(0);
  useEffect(() => onSystemTheme(() => setLook((before) => before + 1)), []);
  const onLook = (change: () => void): void => {
    change();
    setLook((before) => before + 1);
  };
  useTitle(shown, address);
  useScroll(address, shown !== undefined);
  // What is on the page stays the same while an answer is on the way.
  const section = useMemo(
    () => shown !== undefined && <Section shown={shown} isReport={source.isReport} />,
    [shown, source, look],
  );
  if (shown === undefined) return <First problem={problem} />;
  return (
    <AddressContext.Provider value={address}>
      <LookContext.Provider value={look}>
        <header id="head">
          <Header {...shown} isLost={isLost} problem={problem} onLook={onLook} />
        </header>
        <main id="main" tabIndex={-1} class={isBusy ? 'busy' : ''} data-section={address.section} aria-busy={isBusy}>
          {isNarrowable(address) && <FilterBar {...shown} isReport={source.isReport} />}
          {section}
        </main>
      </LookContext.Provider>
    </AddressContext.Provider>
  );
}

/** Lines and bill are of all logs, no matter what is chosen. */
function isNarrowable({ section }: Address): boolean {
  return section !== 'lines' && section !== 'bill';
}

/** Before there is anything to show. */
function First({ problem }: { readonly problem: string | undefined }): JSX.Element {
  return (
    <main id="main" tabIndex={-1}>
      <h1 class="unseen">Load balancer logs</h1>
      {problem === undefined ? (
        <p class="loading">Reading…</p>
      ) : (
        <p class="empty" role="alert">
          Nothing to show: {problem}.
        </p>
      )}
    </main>
  );
}

function Section({ shown, isReport }: { readonly shown: ShownPage; readonly isReport: boolean }): JSX.Element {
  const { preview, selection, view } = shown;
  const { section } = useAddress();
  switch (section) {
    case 'dashboard':
      return <DashboardSection preview={preview} selection={selection} view={view} isReport={isReport} />;
    case 'causes':
      return <CausesSection selection={selection} />;
    case 'places':
      return <PlacesSection selection={selection} routes={preview.routes} />;
    case 'examples':
      return <ExamplesSection selection={selection} />;
    case 'lines':
      return <LinesSection account={preview.account} />;
    case 'bill':
      return <BillSection bill={preview.bill} />;
  }
}

function useAddress(): Address {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const address = useMemo(() => parseAddress(hash), [hash]);
  // The same choice is the same object, so that another section asks nothing again.
  const text = JSON.stringify(address.choice);
  const choice = useMemo(() => address.choice, [text]);
  return useMemo(() => ({ ...address, choice }), [address, choice]);
}

function useTitle(shown: ShownPage | undefined, { section }: Address): void {
  const name = shown?.preview.dashboardName || 'Load balancer logs';
  useEffect(() => {
    document.title = `${name} · ${section}`;
  }, [name, section]);
}

/** A new section begins at its top; a link to a place on it leads there once it is drawn. */
function useScroll({ section, at }: Address, isDrawn: boolean): void {
  useEffect(() => {
    if (!isDrawn) return;
    const target = at === undefined ? null : document.getElementById(at);
    if (target === null) scrollTo({ top: 0 });
    else {
      target.scrollIntoView();
      if (target instanceof HTMLDetailsElement) target.open = true;
    }
  }, [section, at, isDrawn]);
}
