/**
 * Milliseconds without a change after which the graphs that are far away are drawn, too: programs that take a picture
 * of the whole page say nothing to it, so that no graph should be missing for long.
 */
export const REST_MILLIS = 2000;
