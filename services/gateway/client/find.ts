/** @throws Error when the server's page lacks the element */
export function find<T extends Element>(root: ParentNode, selector: string, type: new () => T): T {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`page: expected ${selector}`);
  return element;
}
