/** Something that was expected of the host or of the network did not come; the message shows what did. */
export class ExpectationError extends Error {
  override name = 'ExpectationError';
}

/** Octets as a string literal shows them, one character each. */
export function show(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
