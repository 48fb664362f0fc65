/**
 * Pieces of one JSON document `{"Records":[{…},{…}]}` -> the texts of its elements, without holding the document.
 * Source: CloudTrail user guide, "CloudTrail log file"; the whole file usually stands on one line.
 */
import { StringDecoder } from 'node:string_decoder';
import { LINE_BYTES_MAX, type LineSplitter } from './lines.ts';

/** The frame that stands for what cannot be cut. */
const NO_DOCUMENT = 'no JSON document with an array of records, or one that does not end';

/** Same contract as a line splitter: an element is a frame, an element longer than LINE_BYTES_MAX is passed over and counted. */
export function createRecordSplitter(): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let depth = 0;
  let inString = false;
  let escaped = false;
  let record = '';
  let tooLong = false;
  let overlong = 0;
  let sawText = false;
  let sawArray = false;

  /** Elements are the objects at depth 3: the document, the array, the element. */
  const cut = (text: string): string[] => {
    sawText ||= text.trim() !== '';
    const found: string[] = [];
    let start = record === '' && !tooLong ? -1 : 0;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (inString) {
        if (escaped) escaped = false;
        else if (c === 0x5c) escaped = true;
        else if (c === 0x22) inString = false;
      } else if (c === 0x22) inString = true;
      else if (c === 0x7b || c === 0x5b) {
        depth += 1;
        if (depth === 2 && c === 0x5b) sawArray = true;
        if (depth === 3 && c === 0x7b) start = i;
      } else if (c === 0x7d || c === 0x5d) {
        if (depth === 3 && start >= 0) {
          keep(text.slice(start, i + 1));
          if (!tooLong) found.push(record);
          record = '';
          tooLong = false;
          start = -1;
        }
        depth -= 1;
      }
    }
    if (start >= 0) keep(text.slice(start));
    return found;
  };
  const keep = (part: string): void => {
    if (tooLong) return;
    record += part;
    if (record.length <= LINE_BYTES_MAX) return;
    tooLong = true;
    overlong += 1;
    record = '';
  };

  return {
    push: (chunk) => cut(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))),
    end: () => {
      const rest = cut(decoder.end());
      // A document that stops early, or is none, leaves one frame that will not parse, so that the loss is counted.
      if (record !== '') return [...rest, record];
      return sawText && (depth !== 0 || !sawArray) ? [...rest, NO_DOCUMENT] : rest;
    },
    overlong: () => overlong,
  };
}
