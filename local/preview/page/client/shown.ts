/** What the page shows and what a person wants to see: asks the source, and draws only the answer to the latest question. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { DashboardChoice, DashboardView, Preview } from '../../document.ts';
import type { DataSource } from './source.ts';

export interface Shown {
  readonly preview: Preview;
  readonly view: DashboardView;
  /** What `view` shows. */
  readonly choice: DashboardChoice;
}

export interface ShownState {
  /** Undefined until the first answer. */
  readonly shown: Shown | undefined;
  readonly isBusy: boolean;
  /** The server has ended. */
  readonly isLost: boolean;
  /** Why the latest question has no answer. */
  readonly problem: string | undefined;
  readonly choose: (change: (wanted: DashboardChoice) => DashboardChoice) => void;
}

export function useShown(source: DataSource): ShownState {
  const [shown, setShown] = useState<Shown | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [isLost, setLost] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const asking = useRef<Asking | undefined>(undefined);
  if (asking.current === undefined) asking.current = askingOf(source, { setShown, setBusy, setProblem });
  const { choose, refresh } = asking.current;
  useEffect(() => {
    refresh();
    source.onChange(refresh);
    source.onLost(setLost);
  }, [source, refresh]);
  return { shown, isBusy, isLost, problem, choose: useCallback(choose, [choose]) };
}

interface Told {
  readonly setShown: (shown: Shown) => void;
  readonly setBusy: (isBusy: boolean) => void;
  readonly setProblem: (problem: string | undefined) => void;
}

interface Asking {
  readonly choose: ShownState['choose'];
  /** There are new logs, or none were known so far. */
  readonly refresh: () => void;
}

function askingOf(source: DataSource, { setShown, setBusy, setProblem }: Told): Asking {
  let preview: Preview | undefined;
  let shown: DashboardChoice | undefined;
  /** A second choice adds to the first one, though its answer is still on the way. */
  let wanted: DashboardChoice | undefined;
  let asked = 0;
  let refreshed = 0;

  const ask = async (next: DashboardChoice, of: Preview): Promise<void> => {
    asked += 1;
    const mine = asked;
    const isLatest = (): boolean => mine === asked;
    wanted = next;
    setBusy(true);
    try {
      const view = await source.dashboard(next);
      if (!isLatest()) return;
      shown = next;
      setProblem(undefined);
      setShown({ preview: of, view, choice: next });
    } catch (error) {
      if (!isLatest()) return;
      wanted = shown;
      setProblem(reasonOf(error));
    } finally {
      if (isLatest()) setBusy(false);
    }
  };
  const renew = async (): Promise<void> => {
    refreshed += 1;
    const mine = refreshed;
    const next = await source.preview();
    if (mine !== refreshed) return;
    const before = preview;
    preview = next;
    await ask(followed(wanted, before, next), next);
  };
  return {
    choose: (change) => {
      if (preview !== undefined && wanted !== undefined) void ask(change(wanted), preview);
    },
    refresh: () => void renew().catch((error: unknown) => setProblem(reasonOf(error))),
  };
}

/** New logs: what showed everything shows everything again, a narrower range stays. */
function followed(wanted: DashboardChoice | undefined, before: Preview | undefined, next: Preview): DashboardChoice {
  const { from, to } = next;
  if (wanted === undefined || before === undefined) return { variables: {}, from, to, period: undefined };
  const isAll = wanted.from === before.from && wanted.to === before.to;
  return isAll ? { ...wanted, from, to } : wanted;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
