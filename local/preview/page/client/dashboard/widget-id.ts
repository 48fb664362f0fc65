/** A widget is the same one where it is in the same place. */
import type { WidgetView } from '../../../dashboard-document.ts';

export function idOf({ box: { x, y } }: WidgetView): string {
  return `graph-${x}-${y}`;
}
