/** Zone and colors as one value that changes when either does: what is drawn on a canvas has to be drawn again then. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

export const LookContext = createContext(0);

export function useLook(): number {
  return useContext(LookContext);
}
