/** The whole page: the head, and the section that the address names. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { BillSection } from './bill/bill.tsx';
import { CausesSection } from './causes/causes.tsx';
import { Dashboard } from './dashboard/dashboard.tsx';
import { ExamplesSection } from './examples/examples.tsx';
import { Header, SECTIONS, type SectionName } from './frame/header.tsx';
import { LinesSection } from './lines/lines.tsx';
import { LookContext } from './look.ts';
import { onSystemTheme } from './preferences.ts';
import { type Shown, useShown } from './shown.ts';
import type { DataSource } from './source.ts';

export function App({ source }: { readonly source: DataSource }): JSX.Element {
  const { shown, isBusy, isLost, problem, choose } = useShown(source);
  const section = useSection();
  const [look, setLook] = useState(0);
  useEffect(() => onSystemTheme(() => setLook((before) => before + 1)), []);
  const onLook = (change: () => void): void => {
    change();
    setLook((before) => before + 1);
  };
  const name = shown?.preview.dashboardName || 'Load balancer logs';
  useEffect(() => {
    document.title = `${name} · ${section}`;
  }, [name, section]);
  if (shown === undefined) return <First problem={problem} />;
  return (
    <LookContext.Provider value={look}>
      <header id="head">
        <Header preview={shown.preview} section={section} isLost={isLost} problem={problem} onLook={onLook} />
      </header>
      <main id="main" tabIndex={-1} class={isBusy ? 'busy' : ''}>
        {contents(section, shown, { isReport: source.isReport, onChoose: choose })}
      </main>
    </LookContext.Provider>
  );
}

/** Before there is anything to show. */
function First({ problem }: { readonly problem: string | undefined }): JSX.Element {
  return (
    <main id="main" tabIndex={-1}>
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

function contents(
  section: SectionName,
  { preview, view, choice }: Shown,
  rest: Pick<Parameters<typeof Dashboard>[0], 'isReport' | 'onChoose'>,
): JSX.Element {
  switch (section) {
    case 'dashboard':
      return <Dashboard preview={preview} view={view} shown={choice} {...rest} />;
    case 'causes':
      return <CausesSection preview={preview} />;
    case 'examples':
      return <ExamplesSection examples={preview.examples} exampleCounts={preview.exampleCounts} />;
    case 'lines':
      return <LinesSection account={preview.account} />;
    case 'bill':
      return <BillSection bill={preview.bill} />;
  }
}

function sectionInAddress(): SectionName {
  const name = location.hash.slice(1);
  return SECTIONS.find(([known]) => known === name)?.[0] ?? 'dashboard';
}

function useSection(): SectionName {
  const [section, setSection] = useState(sectionInAddress);
  useEffect(() => {
    const follow = (): void => {
      setSection(sectionInAddress());
      if (location.hash === '#alarms') document.querySelector('.alarms')?.scrollIntoView();
      else scrollTo({ top: 0 });
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return section;
}
