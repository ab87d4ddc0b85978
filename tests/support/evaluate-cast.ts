/**
 * `cast` and `isof` (URL Conventions 5.1.1.10) over oracle values.
 * In: a value and a type name. Out: the value as that type, or null when it does not fit.
 * Two choices the standard leaves: a number loses its fraction towards zero when cast to an integer type,
 * and `isof` of a null value is false.
 */
import Big from 'big.js';
import type { EdmModel } from '../../src/edm/index.ts';
import { DAY, dateParts, decimal, integer, integerBounds, isNumber, NULL, parsePrimitive, string, toBig, toDouble } from './evaluate-value.ts';
import type { NumberValue, Value } from './evaluate-value.ts';

export function castValue(value: Value, typeName: string, model: EdmModel): Value {
  const type = model.types.get(typeName);
  if (value.kind === 'null') return NULL;
  if (value.kind === 'rows') return { kind: 'rows', rows: value.rows.filter((row) => isOfType(row, typeName, model)) };
  if (value.kind === 'entity') return isOfType(value, typeName, model) ? value : NULL;
  if (type?.kind === 'enum') return value.kind === 'integer' ? { kind: 'enum', type, value: value.value } : NULL;
  return castPrimitive(value, typeName);
}

export function isOfType(value: Value, typeName: string, model: EdmModel): boolean {
  const type = model.types.get(typeName);
  if (value.kind === 'entity') return type?.kind === 'entity' && type.family.includes(value.type.name);
  return value.kind !== 'null' && NAMES[value.kind]?.includes(typeName) === true;
}

const NAMES: Readonly<Record<string, readonly string[]>> = {
  string: ['Edm.String'], boolean: ['Edm.Boolean'], date: ['Edm.Date'], instant: ['Edm.DateTimeOffset'], time: ['Edm.TimeOfDay'],
  duration: ['Edm.Duration'], guid: ['Edm.Guid'], decimal: ['Edm.Decimal'], double: ['Edm.Double'], single: ['Edm.Single'],
};

function castPrimitive(value: Value, typeName: string): Value {
  if (typeName === 'Edm.String') return string(payloadText(value));
  if (value.kind === 'string') return parsePrimitive(typeName, value.value) ?? NULL;
  if (value.kind === 'enum') return castNumber({ kind: 'integer', value: value.value }, typeName);
  if (isNumber(value)) return castNumber(value, typeName);
  if (value.kind === 'instant' && typeName === 'Edm.Date') return { kind: 'date', value: (value.value - (((value.value % DAY) + DAY) % DAY)) / DAY };
  if (value.kind === 'instant' && typeName === 'Edm.TimeOfDay') return { kind: 'time', value: ((value.value % DAY) + DAY) % DAY };
  if (value.kind === 'date' && typeName === 'Edm.DateTimeOffset') return { kind: 'instant', value: value.value * DAY };
  return NAMES[value.kind]?.includes(typeName) === true ? value : NULL;
}

function castNumber(value: NumberValue, typeName: string): Value {
  const bounds = integerBounds(typeName);
  const finite = value.kind === 'integer' || value.kind === 'decimal' || Number.isFinite(value.value);
  if (bounds !== undefined) {
    if (!finite) return NULL;
    const cut = BigInt(toBig(value).round(0, Big.roundDown).toFixed(0));
    return cut < bounds[0] || cut > bounds[1] ? NULL : integer(cut);
  }
  switch (typeName) {
    case 'Edm.Decimal': return finite ? decimal(toBig(value)) : NULL;
    case 'Edm.Double': return { kind: 'double', value: toDouble(value) };
    case 'Edm.Single': return finite && !Number.isFinite(Math.fround(toDouble(value))) ? NULL : { kind: 'single', value: Math.fround(toDouble(value)) };
    default: return NULL;
  }
}

const two = (value: bigint | number): string => String(value).padStart(2, '0');

/** The literal as payloads have it; decimals keep the digits they came with. */
export function payloadText(value: Value): string {
  switch (value.kind) {
    case 'decimal': return value.text ?? value.value.toFixed();
    case 'date': {
      const { year, month, day } = dateParts(value.value);
      return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
    }
    case 'time': {
      const seconds = value.value / 1_000_000n;
      const fraction = (value.value % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '');
      return `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}${fraction === '' ? '' : `.${fraction}`}`;
    }
    case 'instant': return value.text ?? '';
    case 'enum': return [...value.type.members].find(([, bits]) => bits === value.value)?.[0] ?? '';
    case 'single': case 'double': return doubleText(value.value);
    case 'integer': case 'boolean': case 'string': case 'guid': case 'binary': return String(value.value);
    default: return '';
  }
}

const doubleText = (value: number): string => (Number.isFinite(value) ? String(value) : value > 0 ? 'INF' : '-INF');
