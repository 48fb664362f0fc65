/**
 * What the page shows: asks the source for what the address wants, and draws only the answer to the latest question.
 */

import { useEffect, useRef, useState } from 'preact/hooks';
import { failureText } from '../../../../lambda/catalogue/failure-text.ts';
import type { DashboardView } from '../../dashboard-document.ts';
import type { Preview } from '../../document.ts';
import type { Choice, Selection } from '../../selection-document.ts';
import type { PageChoice } from './choice/address.ts';
import type { DataSource } from './source.ts';

export interface ShownPage {
  readonly preview: Preview;
  readonly selection: Selection;
  readonly view: DashboardView;
}

export interface ShownState {
  /** Undefined until the first answer. */
  readonly shown: ShownPage | undefined;
  readonly isBusy: boolean;
  /** The server has ended. */
  readonly isLost: boolean;
  /** Why the latest question has no answer. */
  readonly problem: string | undefined;
}

const NOT_SHOWN: Omit<ShownState, 'isLost'> = { shown: undefined, isBusy: true, problem: undefined };

export function useShown(source: DataSource, choice: PageChoice): ShownState {
  const [state, setState] = useState(NOT_SHOWN);
  const [isLost, setLost] = useState(false);
  /** Read again each time the source says that there is more. */
  const [version, setVersion] = useState(0);
  const known = useRef<{ readonly version: number; readonly preview: Preview } | undefined>(undefined);
  /** The dashboard knows a part of the choice only. Its answer to the same question is drawn already. */
  const drawn = useRef<{ readonly text: string; readonly view: DashboardView } | undefined>(undefined);
  const asked = useRef(0);
  useEffect(() => {
    source.onChange(() => setVersion((before) => before + 1));
    source.onLost(setLost);
  }, [source]);
  useEffect(() => {
    asked.current += 1;
    const mine = asked.current;
    const ask = async (): Promise<ShownPage> => {
      const preview = known.current?.version === version ? known.current.preview : await source.preview();
      known.current = { version, preview };
      const wanted = withinLogs(choice, preview);
      const question = { from: wanted.from, to: wanted.to, period: choice.period, variables: variablesOf(wanted) };
      const text = JSON.stringify([version, question]);
      const [selection, view] = await Promise.all([
        source.selection(wanted),
        drawn.current?.text === text ? drawn.current.view : source.dashboard(question),
      ]);
      drawn.current = { text, view };
      return { preview, selection, view };
    };
    setState((before) => ({ ...before, isBusy: true }));
    ask().then(
      (shown) => mine === asked.current && setState({ shown, isBusy: false, problem: undefined }),
      (error: unknown) =>
        mine === asked.current && setState(({ shown }) => ({ shown, isBusy: false, problem: failureText(error) })),
    );
  }, [source, choice, version]);
  return { ...state, isLost };
}

/** The whole range where none is chosen. */
function withinLogs({ period: _period, ...choice }: PageChoice, { from, to }: Preview): Choice {
  return { ...choice, from: choice.from ?? from, to: choice.to ?? to };
}

function variablesOf({ loadBalancer }: Choice): Record<string, string> {
  return loadBalancer === undefined ? {} : { loadBalancer };
}
