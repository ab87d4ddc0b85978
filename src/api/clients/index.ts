/** The Clients API of a mortgage platform: plain REST, OData options on the list, problem details. */
export { CLIENTS_PATHS, createClientsHandler } from './handle.ts';
export { FAULT_DRESS, refuse } from './render-fault.ts';
export { FIELDS } from './wire.ts';
