/**
 * The one way in which JSON that others wrote is parsed.
 *
 * How deep a parser or a rule that recurses can go depends on the stack of its process, so what is nested too deep is refused
 * before anybody parses it: all endorsers and all gateways come to the same answer.
 */
/** Lists and objects within each other. Texts of this project nest to a quarter of that. */
export const maxJsonDepth = 32;

const [quote, backslash, openList, closeList, openObject, closeObject] = [34, 92, 91, 93, 123, 125];

/** Throws SyntaxError on what is no JSON or nested too deep. */
export function parseForeignJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError('nested too deep');
  return JSON.parse(text);
}

/** Right for any JSON; of anything else it does not matter. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) index = endOfString(text, index);
    else if (code === openList || code === openObject) depth++;
    else if (code === closeList || code === closeObject) depth--;
    if (depth > maxJsonDepth) return true;
  }
  return false;
}

/** The place where a string ends: the first quotation mark after its beginning that is not escaped. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
