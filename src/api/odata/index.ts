/** The OData wire shape over the services. */
export { createODataHandler } from './handle.ts';
export type { ODataDeps } from './handle.ts';
