/**
 * What a parser makes of a line: an entry of its family (metrics/), or that it is none.
 *
 * Names in entries are the log's own field names in camel case. Units are the log's: seconds, bytes. A value the log
 * does not have (`-`, `-1`, empty) is `undefined`; formats turn those marks into `undefined` and nobody else does.
 */

/** A line that belongs to the log but is no entry: blank, a header, the text of a test object. */
export const SKIPPED = 'skipped';
/** A line that should have been an entry and is not. */
export const UNPARSED = 'unparsed';

export type Parsed<E> = E | typeof SKIPPED | typeof UNPARSED;
