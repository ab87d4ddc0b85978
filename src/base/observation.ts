/**
 * What happens while serving, as data: the one way any room says something to the outside that is
 * not an answer. In: observations. Out: whatever the composition does with them (structured logs).
 * An observation never carries credentials, bodies, parameter values or the literals of a URL.
 */
export type Observation =
  | {
      readonly kind: 'request';
      readonly requestId: string;
      readonly method: string;
      /** Without the query string, which may hold personal data. */
      readonly path: string;
      readonly status: number;
      readonly milliseconds: number;
      readonly tenant?: string;
    }
  | { readonly kind: 'statement'; readonly name: string; readonly count: number; readonly milliseconds: number }
  | { readonly kind: 'error'; readonly where: string; readonly error: unknown; readonly requestId?: string }
  | { readonly kind: 'notice'; readonly message: string };

export type Observe = (observation: Observation) => void;

/** For callers that want no observations, such as tests and tools. */
export const observeNothing: Observe = () => undefined;
