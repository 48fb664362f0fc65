/** What a replay and a redrive ask of the terminal that started them. */

/** Asks before messages are sent. */
export type Confirm = (question: string) => Promise<boolean>;

/** Shows how far a long piece of work is, of `total`. */
export type ShowProgress = (
  label: string,
  total: number,
) => { readonly update: (done: number) => void; readonly stop: () => void };
