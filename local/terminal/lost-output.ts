/**
 * Makes a command fail whose output cannot be written, on a full disk for instance. Node itself prints its own stack,
 * or says nothing and ends with 0.
 */
import { failureText } from '../../lambda/catalogue/failure-text.ts';
import { printError } from './print.ts';

let isListening = false;

export function failWithLostOutput(name: string): void {
  if (isListening) return;
  isListening = true;
  let isTold = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // The reader has read enough, as `head` does.
    if (error.code === 'EPIPE' || isTold) return;
    isTold = true;
    printError(`${name}: the output could not be written: ${failureText(error)}`);
    // The last word, because the command may still go on.
    process.once('exit', () => {
      process.exitCode = 1;
    });
  });
}
