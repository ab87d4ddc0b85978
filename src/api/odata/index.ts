/** The OData wire shape over the services. */
export { createODataHandler } from './handle.ts';
export type { ODataDeps } from './handle.ts';
/** A fault in OData's dress, for documentation. */
export { renderFault } from './render-fault.ts';
