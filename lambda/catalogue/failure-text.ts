/** What to say of something that was thrown, which need not be an error. */
export function failureText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
