/** The API shapes that the loan service answers in beside `odata.svc`, each with the paths it is published at. */
import type { ShapeMount } from './app.ts';

export const LOAN_SHAPES: readonly ShapeMount[] = [];
