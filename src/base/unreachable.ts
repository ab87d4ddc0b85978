/** Ends an exhaustive switch: adding a variant breaks compilation wherever it matters. */
export function unreachable(value: never): never {
  throw new Error(`unexpected variant: ${JSON.stringify(value)}`);
}
