/** What zod finds wrong -> one line: each place and what is wrong there. */
import type { ZodError } from 'zod';

export function schemaProblem({ issues }: ZodError): string {
  return issues
    .map(({ path, message }) => {
      const words = message.replace(/^Invalid input: /, '');
      const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
      return place === '' ? words : `${place.replace(/^\./, '')}: ${words}`;
    })
    .join('; ');
}
