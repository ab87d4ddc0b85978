/** CSDL JSON made from the XML document. (Under construction: an empty container of the right version.) */
import type { CsdlDocument } from './csdl-document.ts';

export const printCsdlJson = (document: CsdlDocument): string => JSON.stringify({ $Version: document.version });
