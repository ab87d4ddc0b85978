/**
 * XML text → a plain tree of elements, and nothing more.
 * In: the text of a CSDL document. Out: elements with local names, attributes without namespace,
 * text and line numbers. Not well-formed text, a DTD and any entity beyond XML's own five are refused.
 * It does not know CSDL, and drops comments and processing instructions.
 */
import { SaxesParser } from 'saxes';

export type XmlElement = {
  /** Local name; `namespace` tells the vocabulary. */
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
  readonly line: number;
};

type OpenElement = { readonly element: XmlElement; readonly children: XmlElement[]; readonly text: string[] };

/** A mistake in the service's own documents; the service must not start with it. */
export function broken(where: string, what: string): never {
  throw new Error(`the model is broken at ${where}: ${what}`);
}

export function parseXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const stack: OpenElement[] = [];
  let root: XmlElement | undefined;
  parser.on('error', (error) => broken('the XML text', error.message));
  parser.on('doctype', () => broken(`line ${parser.line}`, 'a document type declaration is not accepted'));
  parser.on('opentag', (tag) => {
    const attributes = new Map<string, string>();
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.uri === '') attributes.set(attribute.local, attribute.value);
    }
    const children: XmlElement[] = [];
    const element = { name: tag.local, namespace: tag.uri, attributes, children, text: '', line: parser.line };
    stack.push({ element, children, text: [] });
  });
  const addText = (part: string): void => {
    stack.at(-1)?.text.push(part);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const open = stack.pop();
    if (open === undefined) return;
    const element = { ...open.element, text: open.text.join('') };
    const parent = stack.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  parser.write(text).close();
  return root ?? broken('the XML text', 'it has no root element');
}

export const childrenNamed = (element: XmlElement, ...names: readonly string[]): readonly XmlElement[] =>
  element.children.filter((child) => names.includes(child.name));

export const firstNamed = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name);

/** An attribute that must be there. */
export function requiredAttribute(element: XmlElement, name: string): string {
  const value = element.attributes.get(name);
  return value ?? broken(`line ${element.line}`, `<${element.name}> needs the attribute ${name}`);
}

/** A Boolean attribute, `fallback` where it is absent. */
export function flagAttribute(element: XmlElement, name: string, fallback: boolean): boolean {
  const value = element.attributes.get(name);
  if (value === undefined) return fallback;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  return broken(`line ${element.line}`, `${name} of <${element.name}> is ${value}, expected true or false`);
}
